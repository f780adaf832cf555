import type { Client } from '../client.ts';
import { openFile } from '../file.ts';
import { UsageError } from '../problem.ts';
import { fields, list, number, text } from '../read.ts';

/** The log as it was signed: each event of the workspace, the hash of each event of another one, and after the last that it covers, each checkpoint. */
export type Item = { readonly leaf: string } | { readonly hash: string } | { readonly checkpoint: string; readonly size: number };
export type Trail = { readonly verifier: string; readonly items: AsyncIterable<Item> };

const page = 1_000;

/** The trail of a running server. It is signed first, so that it covers all there is. */
export const trailOf = async (client: Client): Promise<Trail> => {
  const { verifier } = fields(await client.post('/api/call/audit.signCheckpoint'));
  return { verifier: text(verifier), items: walk(client) };
};

async function* walk(client: Client): AsyncGenerator<Item> {
  const checkpoints = await allCheckpoints(client);
  let [seen, next] = [0, 0];
  for (;;) {
    const { items } = fields(await client.post('/api/call/audit.readLeaves', { after: seen, limit: page }));
    const leaves: readonly unknown[] = Array.isArray(items) ? items : [];
    for (const leaf of leaves) {
      yield typeof leaf === 'string' ? { leaf } : { hash: text(fields(leaf)['hash']) };
      seen++;
      for (let due = checkpoints[next]; due !== undefined && due.size <= seen; due = checkpoints[next]) {
        yield due;
        next++;
      }
    }
    if (leaves.length < page) break;
  }
  for (const missed of checkpoints.slice(next)) yield missed; // signed, and not there any more
}

const allCheckpoints = async (client: Client) => {
  const all: { readonly checkpoint: string; readonly size: number }[] = [];
  for (let after = 0; ; after = all.at(-1)?.size ?? 0) {
    const items = list(fields(await client.post('/api/call/audit.listCheckpoints', { after, limit: page }))['items']);
    all.push(...items.map((item) => ({ checkpoint: text(item['note']), size: number(item['size']) })));
    if (items.length < page) return all;
  }
};

/** A trail that was exported to a file: no server is needed. */
export const trailIn = async (file: string): Promise<Trail> => {
  const lines = (await openFile(file)).readLines()[Symbol.asyncIterator]();
  const { value: first } = await lines.next();
  const verifier = text(parsed(first ?? '')['verifier']);
  if (verifier === '') throw new UsageError(`${file} is no trail: write one with "almanac audit export ${file}".`);
  async function* items(): AsyncGenerator<Item> {
    for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
      const { leaf, hash, checkpoint, size } = parsed(line.value);
      if (typeof checkpoint === 'string') yield { checkpoint, size: number(size) };
      else if (typeof hash === 'string') yield { hash };
      else yield { leaf: text(leaf) };
    }
  }
  return { verifier, items: items() };
};

const parsed = (line: string) => {
  try {
    return fields(JSON.parse(line));
  } catch {
    return {}; // a line that is cut off is a leaf that does not fit
  }
};
