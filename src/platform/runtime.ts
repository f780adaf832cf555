import type { Caller } from '#platform/caller';
import type { Context } from '#platform/context';
import type { Body, Call, CallOptions, Contract, Feature, Ports } from '#platform/feature';
import type { Events } from '#platform/log/event-log';
import { lastDecision } from '#platform/last-decision';
import { checkFields } from '#platform/layers/redact';
import { type Peers, peerCalls } from '#platform/peer';
import { assertReachable, nothingThere, publicSide } from '#platform/public-side';
import type { PersonalData } from '#platform/personal/personal';

/** What layers note for the transport to tell. */
export type Notes = {
  /** The answer is that of an earlier call with the same key. */
  replayed?: boolean;
  /** W3C `traceparent` of this call. */
  trace?: string;
  rate?: {
    readonly name: string;
    readonly limit: number;
    /** Seconds of the window. */
    readonly window: number;
    readonly remaining: number;
    /** Seconds until it ends. */
    readonly seconds: number;
  };
};

/** What travels beside the input of a call. */
export type Passage = { readonly caller: Caller; readonly body?: Body; readonly notes: Notes };

export type Execute = (feature: Feature, input: unknown, passage: Passage) => Promise<unknown>;

/** Wraps every execution, from every transport. */
export type Layer = (next: Execute) => Execute;

export type GatePorts = Pick<Ports, 'sql' | 'newId' | 'now' | 'url'> & {
  readonly events: (caller: Caller) => Events;
  readonly personal: PersonalData;
};

/** The one gate: every driving adapter (REST, CLI, reactions, later GraphQL, gRPC, MCP) enters here and nowhere else. */
export type Runtime = {
  /** The routes of these tables are those of public features, as `features` has them. */
  readonly contexts: readonly Context[];
  /** The public features, without their internal fields: what people and programs may call. */
  readonly features: readonly Feature[];
  /** Finds a public feature. */
  readonly find: (name: string) => Feature | undefined;
  /** Every feature with all its fields, internal ones too: what peers may call. */
  readonly forPeers: readonly Feature[];
  /**
   * Runs a call from outside: an internal feature runs for a peer alone. Rejects with a `Rejection` when the answer is no; every
   * other error is a bug or an outage.
   */
  readonly execute: Execute;
  /** Runs a feature, internal ones too, by its name: for pages of this installation. Its caller must not be able to choose the name. */
  readonly runInside: (name: string, input: unknown, passage: Passage) => Promise<unknown>;
  /** The ports of a caller outside of a call: for services and reactions. */
  readonly ports: (caller: Caller) => Ports;
};

export const runtime = (parts: {
  readonly contexts: readonly Context[];
  readonly ports: GatePorts;
  /** From the outermost to the innermost. */
  readonly layers: readonly Layer[];
  readonly peers?: Peers;
  /** Receives the bugs that a call survives. */
  readonly onBug: (bug: Error) => void;
}): Runtime => {
  const { peers = {}, onBug } = parts;
  const all = [...new Set(parts.contexts.flatMap(({ rest, features = [] }) => [...Object.values(rest), ...features]))];
  const byName = new Map(all.map((feature) => [feature.name, feature]));
  all.forEach(checkFields);
  if (byName.size < all.length) throw new Error(`Two features share a name: ${twice(all)}.`);
  const { contexts, features } = publicSide(parts.contexts, all);
  const publicByName = new Map(features.map((feature) => [feature.name, feature]));

  const ports = (caller: Caller): Ports => ({
    events: parts.ports.events(caller),
    sql: parts.ports.sql,
    newId: parts.ports.newId,
    now: parts.ports.now,
    url: parts.ports.url,
    personal: parts.ports.personal.of(caller.tenant),
    caller,
    tenant: caller.tenant,
    call: calls(caller),
  });

  const changes = (name: string) => byName.get(name)?.kind !== 'query'; // at a peer, whatever is not known may
  const watching = lastDecision(changes, onBug);
  const run: Execute = (feature, input, { caller, body = nothing }) => {
    const act = (own: Ports) => feature.run(input as never, own, body); // the seam: the layers before have validated the input
    const isWatched = feature.kind === 'command' && feature.effects === undefined;
    return isWatched ? watching(feature.name, ports(caller), act) : act(ports(caller));
  };
  const inside = parts.layers.reduceRight((next, layer) => layer(next), run);
  const execute: Execute = async (feature, input, passage) => {
    assertReachable(feature, passage.caller);
    return inside(feature, input, passage);
  };

  const atPeer = peerCalls(peers);
  const calls = (caller: Caller): Call => {
    const counts = new Map<string, number>();
    const call = (contract: Contract, input: object, { isKept }: CallOptions = {}): Promise<unknown> => {
      const count = (counts.get(contract.name) ?? 0) + 1;
      counts.set(contract.name, count);
      const inner = nested(caller, isKept === false ? undefined : `${contract.name} ${count}`);
      const here = byName.get(contract.name);
      return here ? inside(here, { ...input }, { caller: inner, notes: {} }) : atPeer(contract, input, inner);
    };
    return call as Call; // the seam: the output of a feature is what its contract says
  };

  return {
    contexts,
    features,
    find: (name) => publicByName.get(name),
    forPeers: all,
    execute,
    runInside: async (name, input, passage) => {
      const feature = byName.get(name);
      if (feature === undefined) throw nothingThere();
      return inside(feature, input, passage);
    },
    ports,
  };
};

/**
 * A call that follows from a keyed call has its own key, the same whenever the outer one is repeated. No client can send a blank.
 * The count is that of the calls of one feature, so that a repeat which leaves out the calls of another, as reads may, still
 * finds its own. The input is not in the key: it may hold ids that are new in every attempt, or what has changed since the first
 * one, and a call that was answered then is not made with other values now.
 */
const nested = (caller: Caller, which: string | undefined): Caller => {
  if (caller.key === undefined && caller.exports === undefined) return caller;
  const { exports: _, effects: __, key, ...own } = caller;
  return key === undefined || which === undefined ? own : { ...own, key: `${key} ${which}` };
};

const twice = (features: readonly Feature[]): string => {
  const names = features.map(({ name }) => name);
  return names.filter((name, at) => names.indexOf(name) < at).join(', ');
};

const nothing: Body = { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }) };
