import type { Ports } from '#platform/feature';

/** One thing for which a promise does not hold, and why; the reason stays the same for as long as it is wrong. */
export type Wrong = { readonly what: string; readonly why: string };
export type Verified = { readonly examined: number; readonly wrong: readonly Wrong[] };

/** What a check may use. It looks at all workspaces, and at other contexts through their contracts. */
export type CheckPorts = Pick<Ports, 'sql' | 'call' | 'now'>;

/**
 * A promise that must hold between the log and what is stored beside it, worked out another way than the code that keeps it. What is under way
 * may look wrong for a moment: a check runs again, and only what is wrong twice in the same way counts.
 */
export type LogCheck = {
  /** `context.what`, for ever. */
  readonly name: `${string}.${string}`;
  /** The promise as a sentence. */
  readonly summary: string;
  readonly run: (ports: CheckPorts) => Promise<Verified>;
};
