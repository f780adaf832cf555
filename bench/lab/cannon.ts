import { once } from 'node:events';
import autocannon from 'autocannon';
import type { Round } from './rounds.ts';

export type Shot = {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Without one it is a GET. */
  readonly body?: string;
};

// Fires at a server from a process of its own, so that it does not take turns with what it measures. `[<id>]` in the body is made unique.
const [message] = await once(process, 'message');
const { url, connections, seconds, headers, body } = message as Shot; // what lab/load.ts sends
const method = body === undefined ? 'GET' : 'POST';
const result = await autocannon({
  url,
  connections,
  duration: seconds,
  method,
  headers,
  ...(body !== undefined && { body, idReplacement: true }),
});
const failed = result.non2xx + result.errors;
if (failed > 0)
  throw new Error(`${failed} of ${result.requests.total} requests to ${url} failed: ${JSON.stringify(result.statusCodeStats)}`);
const round: Round = { perSecond: result.requests.total / result.duration, p50: result.latency.p50, p99: result.latency.p99 };
process.send?.(round, () => process.exit(0));
