import { linkedNodes } from '#graph/contract';
import { ahead } from '#platform/ahead';
import type { Ports } from '#platform/feature';
import { Connections, discover } from '../domain/connections.ts';
import type { Engine, Found, GraphKey } from '../ports.ts';
import { judgedBeside } from '../views/judgements.ts';

const asked = 50_000; // notes whose links are read in one statement
const together = 250; // notes whose lists are made, and then appended, at once

type Parts = Pick<Ports, 'call' | 'sql' | 'events'> & { readonly engine: Engine };

/** Makes the lists of some notes anew, and appends those that have changed; while some are appended, the next are made. */
export const makeLists = async (ids: readonly string[], key: GraphKey, parts: Parts): Promise<void> => {
  let appended = Promise.resolve();
  for (const nodes of pieces(ids, asked)) {
    const taken = await takenBy(nodes, key, parts);
    for (const some of pieces(nodes, together)) {
      const exclude = Object.fromEntries(some.flatMap((id) => (taken.has(id) ? [[id, taken.get(id) ?? []]] : [])));
      const found = await parts.engine.connections(key, some, exclude);
      await appended;
      appended = ahead(append(found, key, parts));
    }
  }
  await appended;
};

/** What each note is not to be connected with: notes it is linked with already, and those on which a person has spoken. */
const takenBy = async (
  ids: readonly string[],
  { tenant }: GraphKey,
  { call, sql }: Parts,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const [{ items }, judged] = await Promise.all([call(linkedNodes, { ids: [...ids] }), judgedBeside(sql, tenant, ids)]);
  const taken = new Map(items.map(({ id, linked }) => [id, linked]));
  for (const { node, target } of judged) taken.set(node, [...(taken.get(node) ?? []), target]);
  return taken;
};

const append = async (found: readonly Found[], { graph }: GraphKey, { events, engine }: Parts): Promise<void> => {
  if (found.length === 0) return;
  await events.decide({ lists: [Connections, found.map(({ id }) => id)] }, ({ lists }) => ({
    lists: lists.map((now, index) => {
      const { id, connections } = found[index] ?? { id: '', connections: [] };
      return discover(now, { node: id, graph }, connections, engine.analyserVersion);
    }),
  }));
};

const pieces = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
