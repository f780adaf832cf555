import type { Static, TObject, TSchema } from 'typebox';
import type { Caller } from '#platform/caller';
import type { Events } from '#platform/log/event-log';
import type { Personal } from '#platform/personal/personal';
import type { Attributes } from '#platform/policy';
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
export type Call = <I extends TObject, O extends TSchema>(
  contract: Contract<I, O>,
  input: Static<I>,
  options?: CallOptions,
) => Promise<Static<O>>;

export type CallOptions = {
  /**
   * False: when the outer call is repeated with its key, this one is made again and not answered as before. For a feature that
   * brings something to a state which its input names, where that state may have been left since.
   */
  readonly isKept?: false;
};

/** What a feature may use. Everything here belongs to one call: its tenant, its caller, its deadline. */
export type Ports = {
  readonly events: Events;
  /** Reads views. Every statement names the tenant. */
  readonly sql: Sql;
  /** Encrypts and decrypts what is personal. */
  readonly personal: Personal;
  readonly call: Call;
  readonly caller: Caller;
  readonly tenant: string;
  readonly newId: () => string;
  readonly now: () => Date;
  /** Where people reach this Almanac, without a slash at the end. */
  readonly url: () => string;
};

/** The bytes of a request, in chunks as they arrive; iterating it to the end is the feature's business. */
export type Body = AsyncIterable<Uint8Array>;

export type Right = `${string}:${'read' | 'write' | 'admin'}`;

/** A right, or `anyone`: no right is needed. */
export type Access = Right | 'anyone';

/** An answer is only written out: it may be made of things that nobody may change. */
type Answer<T> = T extends readonly (infer Item)[]
  ? readonly Answer<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Answer<T[K]> }
    : T;

type Spec<I extends TObject, O extends TSchema> = Contract<I, O> & {
  /** The right a caller needs. A feature without it does not compile. */
  readonly access: Access;
  /**
   * People and programs may call it. Without it, it is internal: it runs for features, pages, sagas and reactions of this installation, and
   * for everybody else there is no such feature.
   */
  readonly public?: true;
  /** Every peer may call it, whatever contexts its token names: in the workspaces of its token, or on behalf of the installation itself. */
  readonly peers?: 'in-its-workspaces' | 'for-the-installation';
  /** Input fields of a public feature that only calls from inside may have. */
  readonly internalFields?: readonly (keyof Static<I> & string)[];
  /** Rights that a call needs besides, for what its input asks for: a table that also sets limits needs what setting a limit needs. */
  readonly alsoNeeds?: (input: Static<I>) => readonly Right[];
  /** Sensitive fields of the answer (`items.cost`) and the right to see each; for others they are left out, so the schema says that they may be absent. */
  readonly fields?: Readonly<Record<string, Right>>;
  /** What it answers, or such an answer, is sensitive as a whole: who reads it is noted. So is who reads an answer with sensitive fields. */
  readonly sensitive?: true | ((answer: Static<O>) => boolean);
  /** One call is a lot of work: such calls are counted apart from others. */
  readonly heavy?: true;
  /** It acts on the installation as a whole: only members of the workspace that runs it may. */
  readonly installation?: true;
  /**
   * The command has effects beside or behind its first decision: a further decision, the call of another command, or a write beside
   * the log that a repeat would find done. Its key then counts as answered when `run` has resolved, and until then a repeat runs it again: decisions that were made and calls that were answered
   * are answered as before, in the order of their first run, and the others are made. So what follows a decision depends on the
   * input and on what that decision answered, never on a state that the effects themselves change.
   */
  readonly effects?: 'many';
  /** The answer holds a secret that is shown once: nothing of it is kept under the key of the call. */
  readonly showsSecret?: true;
  /** Milliseconds until the call is given up. Default 10,000. */
  readonly deadline?: number;
  /** What REST answers when all went well. Default 200, and 204 when there is nothing to tell. 201 and 202 point to the `id` answered. */
  readonly answers?: 201 | 202 | 207;
  /** REST refuses the call without `If-Match` (428), whose revision becomes the input field `revision`. */
  readonly requiresRevision?: true;
  /** The media type of a body that is read while it arrives. The input then comes from path and query string alone. */
  readonly stream?: string;
  /** The longest body, in bytes, inflated. Default 1 MiB, for a stream 50 MiB. */
  readonly bytes?: number;
  /** What is known of the thing that a call is about, for rules of a workspace; asked for only where one speaks of the right. */
  readonly about?: (input: Static<I>, ports: Ports) => Promise<Attributes>;
  /** `body` is empty unless the feature declares `stream`. A command answers what its decision answered, because a replay does, unless it declares `effects`. */
  readonly run: (input: Static<I>, ports: Ports, body: Body) => Promise<Answer<Static<O>>>;
};

export type Feature = Omit<Spec<TObject, TSchema>, 'run' | 'about' | 'sensitive' | 'alsoNeeds'> & {
  readonly kind: 'command' | 'query';
  readonly about?: (input: never, ports: Ports) => Promise<Attributes>;
  readonly sensitive?: true | ((answer: never) => boolean);
  readonly alsoNeeds?: (input: never) => readonly Right[];
  readonly run: (input: never, ports: Ports, body: Body) => Promise<unknown>;
};

/** A use case that changes something. */
export const command = <I extends TObject, O extends TSchema>(spec: Spec<I, O>): Feature => ({ kind: 'command', ...spec });

/** A use case that only reads. */
export const query = <I extends TObject, O extends TSchema>(spec: Spec<I, O>): Feature => ({ kind: 'query', ...spec });
