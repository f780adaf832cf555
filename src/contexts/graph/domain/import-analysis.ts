import { type Carrier, namesOf, resolve } from './link.ts';
import type { Outcome, Trouble } from './import-file.ts';
import type { Note } from './node.ts';

/** What a dry run tells. Lists are cut to their first so many; the counts are whole. */
export type Analysis = {
  readonly notes: number;
  readonly links: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly unresolved: { readonly count: number; readonly targets: readonly string[] };
  /** Names that several notes carry, so that a link by them says too little. */
  readonly collisions: { readonly count: number; readonly names: readonly Collision[] };
  readonly problems: {
    readonly count: number;
    readonly files: readonly ({ readonly path: string; readonly outcome: Outcome } & Trouble)[];
  };
};

export type Collision = { readonly name: string; readonly paths: readonly string[] };

/** The most of each list that an analysis names. */
export const NAMED = 200;

export type Names = Map<string, Carrier<string>[]>;

/** Adds every name of a note. */
export const addNames = (names: Names, path: string, note: Pick<Note, 'title' | 'aliases'>): void => {
  for (const { key, rank } of namesOf({ path, title: note.title, aliases: note.aliases })) {
    const carriers = names.get(key);
    if (carriers) carriers.push({ id: path, rank });
    else names.set(key, [{ id: path, rank }]);
  }
};

/** The names that no link can tell apart: several files share the file name or title, and no note has it as its whole path. */
export const collisionsIn = (names: Names): Analysis['collisions'] => {
  const shared = [...names].filter(
    ([, carriers]) => carriers.length > 1 && resolve(carriers).status === 'ambiguous' && carriers.some(({ rank }) => rank === 1),
  );
  return {
    count: shared.length,
    names: shared.slice(0, NAMED).map(([name, carriers]) => ({
      name,
      paths: carriers
        .filter(({ rank }) => rank === 1)
        .map(({ id }) => id)
        .slice(0, 10),
    })),
  };
};
