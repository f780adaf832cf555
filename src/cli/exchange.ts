import { type IncomingMessage, type OutgoingHttpHeaders, request as plain } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export type Exchange = {
  readonly method: string;
  readonly url: URL;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string | Readable;
  readonly signal?: AbortSignal;
};

export type Answer = { readonly status: number; readonly type: string; readonly text: string };

/**
 * One request and its whole answer. A server may answer while a long body is still on its way (and then closes the connection):
 * that answer counts, which `fetch` would turn into a broken pipe.
 */
export const exchange = async ({ method, url, headers, body, signal }: Exchange): Promise<Answer> => {
  const request = url.protocol === 'https:' ? (await import('node:https')).request : plain;
  const outgoing = request(url, { method, headers, ...(signal ? { signal } : {}) });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
  });
  if (body === undefined || typeof body === 'string') {
    outgoing.end(body);
    return read(await answered);
  }
  const sent = pipeline(body, outgoing);
  const [answer, sending] = await Promise.allSettled([answered.then(read), sent]);
  if (answer.status === 'fulfilled') return answer.value;
  // What broke first is what the person must hear: a file that went away, not the pipe that broke because of it.
  throw sending.status === 'rejected' && !isConnection(sending.reason) ? sending.reason : answer.reason;
};

const read = async (incoming: IncomingMessage): Promise<Answer> => {
  incoming.setEncoding('utf8');
  let text = '';
  for await (const chunk of incoming) text += chunk;
  return { status: incoming.statusCode ?? 0, type: incoming.headers['content-type'] ?? '', text };
};

/** Whether the error says that nobody answers, or not any more. */
export const isConnection = (error: unknown): boolean =>
  error instanceof AggregateError
    ? error.errors.some(isConnection)
    : error instanceof Error && 'code' in error && typeof error.code === 'string' && connectionCodes.has(error.code);

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_DESTROYED',
]);
