import type { Service, ServicePorts } from '#platform/service';
import { GraphId } from '../domain/id.ts';
import { failImport, Import, type ImportEvent } from '../domain/import.ts';
import { dropLease, nextImports, takeLease } from '../views/import-lease.ts';
import { dropImport, sweepWaiting } from '../views/import-spool.ts';
import { runImport } from './import-run.ts';

/** Milliseconds between two looks for work that nobody told of: what another process left behind when it died. */
const LOOK = 1_000;
/** A lease outlives its holder by at most so many seconds; it is renewed well before. */
const LEASE = { seconds: 2, renew: 500 } as const;
/** Imports at a time, so that one long one does not hold up another graph's, and memory stays bounded. */
const AT_ONCE = 2;
/** After so many failures in a row an import is given up. */
const ATTEMPTS = 5;

type Next = Awaited<ReturnType<typeof nextImports>>[number];

/** Works through the imports that were asked for: in each graph one after the other, and in one process only. */
export const importWorker: Service = {
  name: 'graph.imports',
  start: async (ports) => {
    const holder = ports.as({ tenant: 'almanac', actor: 'graph.imports' }).newId();
    const stopping = new AbortController();
    const failures = new Map<string, number>();
    const active = new Map<string, Promise<void>>();
    let wake = () => {};

    const begin = (next: Next): void => {
      const place = `${next.tenant} ${next.graph}`;
      if (active.has(place) || active.size >= AT_ONCE) return;
      const work = withLease(ports, { ...next, holder }, () => attempt(ports, next, failures, stopping.signal))
        .catch((error) => (ports.log.error({ err: error, import: next.id }, 'An import could not be worked on.'), false))
        .then((worked) => {
          active.delete(place);
          if (worked) wake();
        });
      active.set(place, work);
    };

    const loop = async () => {
      while (!stopping.signal.aborted) {
        const woken = new Promise<void>((resolve) => (wake = resolve));
        try {
          for (const next of await nextImports(ports.sql)) begin(next);
        } catch (error) {
          ports.log.error({ err: error }, 'Looking for imports failed and will be tried again.');
        }
        await Promise.race([woken, ports.wait(LOOK)]);
      }
      await Promise.all(active.values());
    };

    await sweepWaiting(ports.sql);
    const subscription = ports.subscribe<ImportEvent>({
      name: 'graph.import-worker',
      on: ['ImportRequested'],
      handle: async () => wake(),
    });
    const running = loop();
    return {
      stop: async () => {
        stopping.abort();
        await Promise.all([subscription.stop(), running]);
      },
    };
  },
};

/** Answers whether there was work to do here. */
const withLease = async (
  ports: ServicePorts,
  lease: Parameters<typeof takeLease>[1],
  work: () => Promise<void>,
): Promise<boolean> => {
  if (!(await takeLease(ports.sql, lease, LEASE.seconds))) return false;
  const renewal = setInterval(() => {
    takeLease(ports.sql, lease, LEASE.seconds).catch((error) =>
      ports.log.warn({ err: error }, 'An import could not renew its lease.'),
    );
  }, LEASE.renew);
  try {
    await work();
    return true;
  } finally {
    clearInterval(renewal);
    await dropLease(ports.sql, lease);
  }
};

const attempt = async (ports: ServicePorts, next: Next, failures: Map<string, number>, signal: AbortSignal): Promise<void> => {
  const { id, tenant, actor, correlation, source } = next;
  const own = ports.as({ tenant, actor, correlation });
  try {
    await runImport(own, { id, source, graph: GraphId(next.graph), dryRun: next.dry_run }, signal);
    failures.delete(id);
  } catch (error) {
    const count = (failures.get(id) ?? 0) + 1;
    failures.set(id, count);
    ports.log.error({ err: error, import: id, failures: count }, 'An import failed and will be tried again.');
    if (count < ATTEMPTS) return ports.wait(100 * 2 ** count);
    failures.delete(id);
    await own.events.decide({ import: [Import, id] }, (now) => ({
      import: failImport(now.import, 'It failed again and again; the log of the server says why.'),
    }));
    await dropImport(own.sql, { tenant, id });
  }
};
