import { linkedNodes } from '#graph/contract';
import type { Ports } from '#platform/feature';
import type { Service, ServicePorts, Subscription } from '#platform/service';
import { Connections, discover } from '../domain/connections.ts';
import type { Engine, GraphKey } from '../ports.ts';
import { changedBetween, nodesOf, type Pending, pendingGraphs } from '../views/documents.ts';
import { judgedBeside } from '../views/judgements.ts';
import { moveProgress, progressOf } from '../views/progress.ts';
import type { Fill } from './filling.ts';

const name = 'discovery.connectNotes';
const together = 250; // notes whose lists are made and appended at once
const few = 300; // changes that are worked in one by one; more than that wait until no others come
const quiet = 300; // milliseconds without news that end such a wait

type Parts = { readonly engine: Engine; readonly fill: Fill; readonly analysed: () => Promise<Subscription> };

/** Works out the connections of changed notes, and of those they concern, as soon as the notes are in the index. */
export const connectNotes = ({ engine, fill, analysed }: Parts): Service => ({
  name,
  start: async (ports) => {
    const stopping = new AbortController();
    let woken = Promise.withResolvers<void>();
    const forget = ports.onCommit(() => woken.resolve());
    const subscription = await analysed();
    let floor = 0;

    const round = async () => {
      await subscription.caughtUp();
      const pending = await pendingGraphs(ports.sql, floor);
      const settled = await settledOf(pending, ports, floor);
      for (const each of settled) if (!stopping.signal.aborted) await connectGraph(each, ports, { engine, fill });
      if (settled.length === pending.length) floor = Math.max(floor, ...pending.map(({ place }) => place));
    };

    const loop = async () => {
      while (!stopping.signal.aborted) {
        const news = woken.promise;
        await round().catch((error: unknown) => ports.log.error({ err: error, service: name }, 'Connections could not be worked out; trying again.'));
        await Promise.race([news, ports.wait(1_000)]);
        woken = Promise.withResolvers<void>();
      }
    };

    const running = loop();
    return {
      stop: async () => {
        stopping.abort();
        forget();
        woken.resolve();
        await running;
      },
    };
  },
});

/** Graphs with few changes, and those with many where nothing more has come for a moment: an import is worked in at its end. */
const settledOf = async (pending: readonly Pending[], { sql, wait }: ServicePorts, floor: number): Promise<readonly Pending[]> => {
  if (pending.every(({ changed }) => changed <= few)) return pending;
  await wait(quiet);
  const now = new Map((await pendingGraphs(sql, floor)).map((each) => [keyOf(each), each.place]));
  return pending.filter((each) => each.changed <= few || now.get(keyOf(each)) === each.place);
};

const keyOf = ({ tenant, graph }: GraphKey) => `${tenant}\u0000${graph}`;

const connectGraph = async ({ tenant, graph, connected }: Pending, { sql, as }: ServicePorts, { engine, fill }: Omit<Parts, 'analysed'>) => {
  const key = { tenant, graph };
  const ports = as({ tenant, actor: name });
  const place = await fill(sql, key);
  const { ids, all, size } = await engine.affected(key, await changedBetween(sql, key, connected, place));
  const nodes = all ? await nodesOf(sql, key) : ids;
  for (let from = 0; from < nodes.length; from += together) await makeLists(nodes.slice(from, from + together), key, ports, engine);
  if (all) await engine.passed(key);
  const { passedAt } = await progressOf(sql, key);
  await moveProgress(sql, key, { place, passedAt: all ? size : passedAt });
};

/** Makes the lists of some notes anew, and appends those that have changed in one decision. */
const makeLists = async (ids: readonly string[], key: GraphKey, { call, sql, events }: Ports, engine: Engine) => {
  const [{ items: linked }, judged] = await Promise.all([call(linkedNodes, { ids: [...ids] }), judgedBeside(sql, key.tenant, ids)]);
  const exclude: Record<string, string[]> = Object.fromEntries(linked.map((each) => [each.id, [...each.linked]]));
  for (const { node, target } of judged) (exclude[node] ??= []).push(target);
  const found = await engine.connections(key, ids, exclude);
  await events.decide({ lists: [Connections, found.map(({ id }) => id)] }, ({ lists }) => ({
    lists: lists.map((now, index) => {
      const { id, connections } = found[index] ?? { id: '', connections: [] };
      return discover(now, { node: id, graph: key.graph }, connections, engine.analyserVersion);
    }),
  }));
};
