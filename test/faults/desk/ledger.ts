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
  /** Sagas that kept their client waiting for longer than 15 s. */
  readonly slow: string[];
  readonly counts: { refused: number; retried: number; limits: number; longestSaga: number };
};

export const newLedger = (): Ledger => ({
  acknowledged: [],
  unanswered: [],
  strange: [],
  slow: [],
  counts: { refused: 0, retried: 0, limits: 0, longestSaga: 0 },
});
