import type { LogCheck, Verified } from '#platform/log-check';
import { checkpointsAfter } from '#platform/audit/keeper';
import { leavesAfter } from '#platform/audit/leaves';
import { createFrontier, leafHash } from '#platform/audit/merkle';
import { openNote, type Signer } from '#platform/audit/note';
import type { Sql } from '#platform/postgres/sql';

const slice = 5_000;
const mostCheckpoints = 1_000;

/** Works the tree out again from all events, and compares it with what was signed. */
export const chainCheck = ({ verifier }: Signer): LogCheck => ({
  name: 'audit.chain',
  summary: 'The events are those that the signed checkpoints name.',
  run: async ({ sql }) => compared(sql, verifier),
});

const compared = async (sql: Sql, verifier: string): Promise<Verified> => {
  const frontier = createFrontier();
  const faulty = (size: number, why: string): Verified => ({
    examined: frontier.size(),
    wrong: [{ what: `checkpoint ${size}`, why }],
  });
  for await (const { size, note } of checkpoints(sql)) {
    while (frontier.size() < size) {
      const leaves = await leavesAfter(sql, frontier.size(), Math.min(slice, size - frontier.size()));
      if (leaves.length === 0) return faulty(size, `${size} events were signed, and ${frontier.size()} are there`);
      for (const { text } of leaves) frontier.push(leafHash(text));
    }
    const signed = openNote(note, verifier);
    if (signed?.size !== size) return faulty(size, 'it was not signed with the key of this installation');
    if (!frontier.root().equals(signed.root)) return faulty(size, 'an event up to it has changed since it was signed');
  }
  return { examined: frontier.size(), wrong: [] };
};

async function* checkpoints(sql: Sql) {
  for (let after = 0; ; ) {
    const some = await checkpointsAfter(sql, after, mostCheckpoints);
    yield* some;
    const last = some.at(-1);
    if (last === undefined || some.length < mostCheckpoints) return;
    after = last.size;
  }
}
