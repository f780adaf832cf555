import { createFrontier, leafHash } from '#platform/audit/merkle';
import { openNote } from '#platform/audit/note';
import type { Trail } from './trail.ts';

export type Verdict = {
  readonly events: number;
  readonly checkpoints: number;
  /** So many events are covered by checkpoints that hold. */
  readonly proven: number;
  readonly verifier: string;
  /** What is wrong, in a sentence. */
  readonly fault?: string;
};

/** Works the tree out anew from the events, and compares it with what was signed at each checkpoint. Stops at the first fault. */
export const verifyTrail = async (
  { verifier, items }: Trail,
  progress: (events: number) => void = () => undefined,
): Promise<Verdict> => {
  const frontier = createFrontier();
  let [events, checkpoints, proven] = [0, 0, 0];
  const verdict = (fault?: string): Verdict => ({
    events,
    checkpoints,
    proven,
    verifier,
    ...(fault !== undefined && { fault }),
  });
  for await (const item of items) {
    if (!('checkpoint' in item)) {
      events++;
      frontier.push('leaf' in item ? leafHash(item.leaf) : Buffer.from(item.hash, 'base64'));
      progress(events);
      continue;
    }
    const signed = openNote(item.checkpoint, verifier);
    if (signed === undefined) return verdict(`The checkpoint of ${item.size} events was not signed with this key.`);
    if (signed.size > events) return verdict(`${signed.size} events were signed, and ${events} are there.`);
    if (signed.size < events) return verdict(`The checkpoint of ${signed.size} events does not stand in its place.`);
    if (!frontier.root().equals(signed.root))
      return verdict(`Something has changed among the events ${proven + 1} to ${signed.size} since they were signed.`);
    checkpoints++;
    proven = signed.size;
  }
  return verdict();
};
