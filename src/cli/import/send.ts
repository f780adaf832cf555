import { Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { Client } from '../client.ts';
import { type Entry, entryOf } from './lines.ts';
import { walk } from './walk.ts';

export type Sent = { readonly files: number; readonly notes: number; readonly bytes: number };
export type Target = { readonly id: string; readonly graph?: string; readonly source: string; readonly dryRun: boolean };

/** The server takes 50 MiB in one body; base64 and escapes in a last line of 5 MiB must still fit. */
const BODY = 32 * 1024 * 1024;

/**
 * Streams a folder to the server, never more of it in memory than one file. A large folder goes in several bodies: the last line
 * of each says whether there is more, so that a connection cut half-way requests nothing. Answers with the server's last answer.
 */
export const sendFolder = async (
  client: Client,
  root: string,
  target: Target,
  progress: (sent: Sent) => void,
): Promise<unknown> => {
  const files = walk(root);
  const { id, graph, source, dryRun } = target;
  let sent: Sent = { files: 0, notes: 0, bytes: 0 };
  let upcoming = files.next();
  let answer: unknown;

  function* body(): Generator<string> {
    let bytes = 0;
    let count = 0;
    for (; !upcoming.done && bytes < BODY; upcoming = files.next()) {
      const entry = entryOf(upcoming.value);
      const line = `${JSON.stringify(entry)}\n`;
      bytes += Buffer.byteLength(line);
      count++;
      sent = added(sent, entry, line.length);
      progress(sent);
      yield line;
    }
    yield `${JSON.stringify(upcoming.done ? { end: count } : { more: count })}\n`;
  }

  do {
    const from = sent.files;
    const packed = createGzip({ level: constants.Z_BEST_SPEED });
    const lines = Readable.from(joined(body()), { objectMode: false });
    lines.on('error', (error) => packed.destroy(error));
    answer = await client.upload('/api/v2/imports', { id, graph, source, from, dryRun }, lines.pipe(packed));
  } while (!upcoming.done);
  return answer;
};

const added = ({ files, notes, bytes }: Sent, entry: Entry, length: number): Sent => ({
  files: files + 1,
  notes: notes + ('left' in entry ? 0 : 1),
  bytes: bytes + length,
});

// A chunk per tiny note would cost more than the note.
function* joined(lines: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length < 65_536) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
