import type { Sealed } from '#kernel/sealed';
import type { PeerGrant } from '#platform/peer-token';

/**
 * What a request is signed with: a session of a browser, an API key, the access token of a program, or a token of the installation, which
 * lies in the data folder.
 */
export type Credential = {
  readonly kind: 'session' | 'key' | 'program' | 'installation';
  /** Of the session, the key or the program. */
  readonly id?: string;
  /** When a session began: its member had just signed in. */
  readonly since?: Date;
};

/** Who calls, and in which chain of cause and effect. Every event carries it. */
export type Caller = {
  readonly tenant: string;
  readonly actor: string;
  /** Rights such as `graph:write`; `*` stands for all. */
  readonly scopes: readonly string[];
  /** The peer that makes this call on behalf of the actor. */
  readonly peer?: PeerGrant;
  /** Why the actor may do less than usual, told where a right is missing for it. */
  readonly limitedBy?: string;
  /** Absent: the call does not come from outside. */
  readonly credential?: Credential;
  /** One id for everything that follows from one request. */
  readonly correlation: string;
  /** The event (`<stream>@<version>`) or request that led to this call. */
  readonly causation?: string;
  /** The network address that the call comes from. */
  readonly address?: string;
  /** The same, sealed: what events keep of it. */
  readonly from?: Sealed;
  /** W3C `traceparent` of the call. */
  readonly trace?: string;
  /** The kind of file, such as `csv`, that the answer leaves as: the audit tells it. Not handed on to calls that follow from this one. */
  readonly exports?: string;
  /** The client's Idempotency-Key: the same key never takes effect twice. */
  readonly key?: string;
  /** Nobody can have used the key before: an earlier answer is not looked for first. */
  readonly isFirst?: true;
  /** What the key was first used for: a digest of the feature's name and its input. */
  readonly fingerprint?: string;
  /** The call has effects behind its first decision, so its key is answered when it ends. Not handed on to calls that follow from this one. */
  readonly effects?: 'many';
  readonly signal?: AbortSignal;
};
