import type { Static, TObject, TSchema } from 'typebox';
import type { Caller } from '#platform/caller';
import type { Events } from '#platform/log/event-log';
import type { Sql } from '#platform/postgres/sql';

/** What other contexts, transports and peers may know of a feature. */
export type Contract<I extends TObject = TObject, O extends TSchema = TSchema> = {
  /** `context.verbNoun`, for ever. */
  readonly name: string;
  readonly summary: string;
  readonly input: I;
  readonly output: O;
};

/** Runs a feature of any context: here, or at the peer that has it. */
export type Call = <I extends TObject, O extends TSchema>(contract: Contract<I, O>, input: Static<I>) => Promise<Static<O>>;

/** What a feature may use. Everything here belongs to one call: its tenant, its caller, its deadline. */
export type Ports = {
  readonly events: Events;
  /** Reads views. Every statement names the tenant. */
  readonly sql: Sql;
  readonly call: Call;
  readonly caller: Caller;
  readonly tenant: string;
  readonly newId: () => string;
  readonly now: () => Date;
};

export type Access = `${string}:${'read' | 'write' | 'admin'}` | 'public';

type Spec<I extends TObject, O extends TSchema> = Contract<I, O> & {
  /** The right a caller needs. A feature without it does not compile. */
  readonly access: Access;
  /** Milliseconds until the call is given up. Default 10,000. */
  readonly deadline?: number;
  readonly run: (input: Static<I>, ports: Ports) => Promise<Static<O>>;
};

export type Feature = Omit<Spec<TObject, TSchema>, 'run'> & {
  readonly kind: 'command' | 'query';
  readonly run: (input: never, ports: Ports) => Promise<unknown>;
};

/** A use case that changes something. */
export const command = <I extends TObject, O extends TSchema>(spec: Spec<I, O>): Feature => ({ kind: 'command', ...spec });

/** A use case that only reads. */
export const query = <I extends TObject, O extends TSchema>(spec: Spec<I, O>): Feature => ({ kind: 'query', ...spec });
