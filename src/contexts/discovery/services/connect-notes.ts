import type { Service, ServicePorts, Subscription } from '#platform/service';
import type { Engine, GraphKey } from '../ports.ts';
import { changedBetween, nodesOf, type Pending, pendingGraphs } from '../views/documents.ts';
import { moveProgress, progressOf } from '../views/progress.ts';
import type { Filling } from './filling.ts';
import { makeLists } from './make-lists.ts';

const name = 'discovery.connectNotes';
const few = 300; // changes that are worked in one by one; more than that wait until no others come
const part = 100; // notes of a pass over all that are worked on between two looks for changes
const quiet = { least: 300, most: 3_000 }; // milliseconds without news that end such a wait; longer where news come at longer intervals
const every = 50; // milliseconds from one round to the next at least: under load, few rounds with much to do
const longest = 60_000; // milliseconds after which it ends though news keep coming: passes in the middle of an import cost more than it does

type Parts = { readonly engine: Engine; readonly filling: Filling; readonly analysed: () => Promise<Subscription> };

/** Works out the connections of changed notes, and of those they concern, as soon as the notes are in the index. */
export const connectNotes = ({ engine, filling, analysed }: Parts): Service => ({
  name,
  start: async (ports) => {
    const stopping = new AbortController();
    let woken = Promise.withResolvers<void>();
    const forget = ports.onCommit(() => woken.resolve());
    const forgetOthers = ports.onOtherHistory(() => {
      floor = 0;
      passes.clear();
      filling
        .forget()
        .catch((error: unknown) => ports.log.error({ err: error, service: name }, 'The indexes could not be dropped.'));
    });
    const subscription = await analysed();
    const patience = createPatience();
    const passes = new Map<string, Pass>();
    let floor = 0;

    const round = async () => {
      await subscription.caughtUp();
      const pending = await pendingGraphs(ports.sql, floor);
      const settled = pending.filter(patience.isOver);
      for (const each of settled) {
        if (stopping.signal.aborted) return false;
        const moved = await connectGraph(each, ports, { engine, filling });
        if (moved && !passes.has(keyOf(each))) passes.set(keyOf(each), await passOf(each, ports));
        patience.forget(each);
      }
      await goOn();
      if (settled.length === pending.length) floor = Math.max(floor, ...pending.map(({ place }) => place));
      return settled.length < pending.length;
    };

    // A pass over all notes goes on between the rounds, part by part: it never keeps a new note waiting for its connections.
    const goOn = async () => {
      const [first] = passes;
      if (first === undefined) return;
      const [graph, pass] = first;
      passes.delete(graph); // should this part fail, the pass is begun again with the next change
      const rest = await nextPart(pass, ports, { engine, filling });
      if (rest.nodes.length > 0) passes.set(graph, rest);
    };

    const loop = async () => {
      while (!stopping.signal.aborted) {
        const news = woken.promise;
        const began = performance.now();
        const waits = await round().catch((error: unknown) => {
          ports.log.error({ err: error, service: name }, 'Connections could not be worked out; trying again.');
          return false;
        });
        if (passes.size === 0) await Promise.race([news, ports.wait(waits ? quiet.least / 3 : 1_000)]);
        await ports.wait(Math.max(0, every - (performance.now() - began)));
        woken = Promise.withResolvers<void>();
      }
    };

    const running = loop();
    return {
      stop: async () => {
        stopping.abort();
        forget();
        forgetOthers();
        woken.resolve();
        await running;
      },
    };
  },
});

type Seen = { readonly place: number; readonly since: number; readonly first: number; readonly enough: number };

/** Graphs with few changes are worked on at once, those with many when nothing more has come for a moment: an import at its end. */
const createPatience = () => {
  const seen = new Map<string, Seen>();
  return {
    isOver: (graph: Pending): boolean => {
      if (graph.changed <= few) return true;
      const now = performance.now();
      const before = seen.get(keyOf(graph));
      if (before?.place === graph.place) return now - before.since >= before.enough || now - before.first >= longest;
      const gap = before === undefined ? 0 : 1.5 * (now - before.since);
      const enough = Math.min(quiet.most, Math.max(before?.enough ?? quiet.least, gap));
      seen.set(keyOf(graph), { place: graph.place, since: now, first: before?.first ?? now, enough });
      return before !== undefined && now - before.first >= longest;
    },
    forget: (graph: Pending) => seen.delete(keyOf(graph)),
  };
};

const keyOf = ({ tenant, graph }: GraphKey) => `${tenant}\u0000${graph}`;

/** Works in what has changed. Answers whether the graph has grown or shrunk so much that a pass over all its notes is due. */
const connectGraph = async (
  { tenant, graph, connected }: Pending,
  ports: ServicePorts,
  { engine, filling }: Works,
): Promise<boolean> => {
  const { sql } = ports;
  const key = { tenant, graph };
  const place = await filling.fill(sql, key);
  const changed = await changedBetween(sql, key, connected, place);
  const { ids, moved, size } = await engine.affected(key, changed, few);
  const whole = moved && changed.length > few;
  await makeLists(whole ? await nodesOf(sql, key) : ids, key, { ...ports.as({ tenant, actor: name }), engine });
  if (whole) await engine.passed(key);
  const { passedAt } = await progressOf(sql, key);
  await moveProgress(sql, key, { place, passedAt: whole ? size : passedAt });
  return moved && !whole;
};

type Works = Omit<Parts, 'analysed'>;

/** What is left of a pass over all notes of a graph. */
type Pass = { readonly key: GraphKey; readonly size: number; readonly nodes: readonly string[] };

const passOf = async ({ tenant, graph }: GraphKey, { sql }: ServicePorts): Promise<Pass> => {
  const nodes = await nodesOf(sql, { tenant, graph });
  return { key: { tenant, graph }, size: nodes.length, nodes };
};

const nextPart = async ({ key, size, nodes }: Pass, { sql, as }: ServicePorts, { engine, filling }: Works): Promise<Pass> => {
  await filling.fill(sql, key);
  await makeLists(nodes.slice(0, part), key, { ...as({ tenant: key.tenant, actor: name }), engine });
  const rest = nodes.slice(part);
  if (rest.length === 0) {
    await engine.passed(key);
    await moveProgress(sql, key, { place: 0, passedAt: size });
  }
  return { key, size, nodes: rest };
};
