/** How often an effect was asked for, by what came of it. `fact` names it as `log-facts.ts` finds it in the log. */
export type Promised = { readonly fact: string; readonly at: number };

export type Strange = { readonly what: string; readonly answer: unknown };

/** The harness's own memory of what the servers said: nothing of it comes from the servers' memory. */
export type Ledger = {
  /** Effects that were acknowledged, each with the time of the answer. */
  readonly acknowledged: Promised[];
  /** Effects that were asked for and never answered: they may be in the log once, or not at all. */
  readonly unanswered: string[];
  /** Answers that no client should get. */
  readonly strange: Strange[];
  readonly counts: { refused: number; retried: number; limits: number };
};

export const newLedger = (): Ledger => ({
  acknowledged: [],
  unanswered: [],
  strange: [],
  counts: { refused: 0, retried: 0, limits: 0 },
});
