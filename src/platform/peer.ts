import { Rejection, type RejectionKind } from '#kernel/rejection';
import type { Caller } from '#platform/caller';
import type { Contract } from '#platform/feature';
import { wireKey } from '#platform/layers/client-key';
import { behalfOf, onBehalf } from '#platform/on-behalf';

/** Where the contexts of other processes are found, by context. The token is one that was issued there for this process. */
export type Peers = Readonly<Record<string, { readonly url: string; readonly token: string }>>;

export type Peer = Peers[string];

/** Runs features at the peers that have them. A rejection crosses the wire unchanged. */
export const peerCalls =
  (peers: Peers) =>
  async (contract: Contract, input: object, caller: Caller): Promise<unknown> => {
    const peer = peers[contextOf(contract.name)];
    if (peer === undefined) throw new Error(`No process that is known here runs ${contract.name}.`);
    return callAt(peer, contract, input, caller);
  };

const contextOf = (name: string): string => name.slice(0, name.indexOf('.'));

/** Runs a feature at a peer. A peer that dies meanwhile, or answers what no peer answers, is busy: the call may be repeated. */
export const callAt = async (peer: Peer, { name }: Contract, input: object, caller: Caller): Promise<unknown> => {
  const { status, body } = await exchange(peer, name, input, caller).catch((error: unknown) => {
    if (caller.signal?.aborted) throw error;
    throw away(error);
  });
  if (status < 300) return body;
  if (isRejection(body)) throw new Rejection(body.kind, body.code, body.detail);
  const error = new Error(`${name} answered ${status} at ${peer.url}.`);
  throw status >= 502 && status <= 504 ? away(error) : error;
};

const exchange = async (peer: Peer, name: string, input: object, caller: Caller) => {
  const response = await fetch(`${peer.url}/api/call/${name}`, {
    method: 'POST',
    body: JSON.stringify(input),
    signal: caller.signal ?? null,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${peer.token}`,
      [onBehalf]: behalfOf(caller),
      'x-correlation-id': caller.correlation,
      ...(caller.trace !== undefined && { traceparent: caller.trace }),
      'if-match': 'revision' in input ? `"${String(input.revision)}"` : '*',
      ...(caller.key !== undefined && { 'idempotency-key': wireKey(caller.key) }),
    },
  });
  const body: unknown = response.status === 204 ? null : await response.json();
  return { status: response.status, body };
};

const away = (cause: unknown): Rejection =>
  new Rejection('busy', 'platform.unavailable', 'Another process of this installation does not answer. Try again in a moment.', {
    cause,
  });

const kinds: ReadonlySet<string> = new Set<RejectionKind>(['invalid', 'denied', 'missing', 'refused', 'stale', 'busy']);

const isRejection = (answer: unknown): answer is { kind: RejectionKind; code: string; detail: string } =>
  typeof answer === 'object' &&
  answer !== null &&
  'kind' in answer &&
  kinds.has(String(answer.kind)) &&
  'code' in answer &&
  'detail' in answer;
