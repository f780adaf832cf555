import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Body } from '#platform/feature';
import { malformed, tooLarge, wrongMediaType } from './fastify-errors.ts';

/** The body of a streamed request as it arrives, inflated when it is gzip, and cut off beyond the limit. */
export const streamBody = (arriving: Readable, encoding: string | undefined, bytes: number): Body => {
  if (encoding === undefined || encoding === 'identity') return within(arriving, bytes);
  if (encoding !== 'gzip') throw wrongMediaType('plain or gzip');
  const inflated = createGunzip();
  arriving.on('error', (error) => inflated.destroy(error));
  return within(arriving.pipe(inflated), bytes);
};

async function* within(chunks: Readable, bytes: number): AsyncGenerator<Uint8Array> {
  let seen = 0;
  try {
    for await (const chunk of chunks) {
      seen += chunk.length;
      if (seen > bytes) throw tooLarge(bytes);
      yield chunk;
    }
  } catch (error) {
    throw isBadGzip(error) ? malformed('The body is not valid gzip.') : error;
  }
}

const isBadGzip = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
