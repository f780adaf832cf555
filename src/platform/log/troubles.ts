/** What does not go on by itself and waits for an operator, by name. */
export type Trouble = { readonly name: string; readonly reason: string };

export type Troubles = {
  readonly add: (name: string, reason: string) => void;
  readonly clear: (name: string) => void;
  readonly list: () => readonly Trouble[];
};

const most = 100; // a broken version could name every stream

export const createTroubles = (): Troubles => {
  const reasons = new Map<string, string>();
  return {
    add: (name, reason) => void ((reasons.size < most || reasons.has(name)) && reasons.set(name, reason)),
    clear: (name) => void reasons.delete(name),
    list: () => [...reasons].map(([name, reason]) => ({ name, reason })),
  };
};
