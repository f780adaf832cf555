/** The lists that were last found for notes, and which lists a note stands in. */
export type Lists = {
  readonly bytes: number;
  readonly record: (id: string, list: readonly Listed[]) => void;
  readonly forget: (id: string) => void;
  readonly listing: (id: string) => readonly string[];
  /** The weight a note must reach to enter the list of this one: that of the last where the list is full, else `minWeight`. */
  readonly floor: (id: string, k: number, minWeight: number) => number;
};

export type Listed = { readonly id: string; readonly weight: number };

export const createLists = (): Lists => {
  const lists = new Map<string, readonly Listed[]>();
  const reverse = new Map<string, Set<string>>();
  let entries = 0;

  const forget = (id: string): void => {
    for (const { id: other } of lists.get(id) ?? []) {
      entries--;
      const others = reverse.get(other);
      others?.delete(id);
      if (others?.size === 0) reverse.delete(other);
    }
    lists.delete(id);
  };

  return {
    get bytes() {
      return lists.size * 200 + entries * 120;
    },
    record: (id, list) => {
      forget(id);
      lists.set(
        id,
        list.map(({ id: other, weight }) => ({ id: other, weight })),
      );
      for (const { id: other } of list) {
        entries++;
        const others = reverse.get(other);
        if (others === undefined) reverse.set(other, new Set([id]));
        else others.add(id);
      }
    },
    forget,
    listing: (id) => [...(reverse.get(id) ?? [])],
    floor: (id, k, minWeight) => {
      const list = lists.get(id) ?? [];
      return list.length < k ? minWeight : Math.max(minWeight, Math.min(...list.map(({ weight }) => weight)));
    },
  };
};
