import type { Caller } from '#platform/caller';
import type { Sql } from '#platform/postgres/sql';

/** What is known of the thing that a call is about. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Why a call is not allowed: a sentence; undefined when nothing speaks against it. The attributes are asked for only if a rule needs them. */
export type Judgement = (right: string, about: () => Promise<Attributes>) => Promise<string | undefined>;

/** The rules of a workspace for a caller; undefined when there are none. */
export type Judge = (caller: Caller, ports: { readonly sql: Sql }) => Promise<Judgement | undefined>;
