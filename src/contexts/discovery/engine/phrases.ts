import { withRoom } from './growing.ts';

/** Called for every phrase found, with the place after its last word. */
export type EachPhrase = (phrase: number, end: number) => void;

/**
 * Finds many phrases in a run of words at once: the automaton of Aho and Corasick (1975) over word numbers. A phrase is the
 * number of the state it ends in. Failure links are worked out when a text first needs them, so that a phrase more costs nothing.
 */
export type Phrases = {
  readonly bytes: number;
  readonly add: (words: ArrayLike<number>) => number;
  /** Makes a phrase count, or no longer. */
  readonly use: (phrase: number, used: boolean) => void;
  readonly words: (phrase: number) => number;
  /** Reads a run of words; a token is a word's number × 2, + 1 inside a link. */
  readonly scan: (tokens: Int32Array, each: EachPhrase) => void;
};

const root = 0;
const stride = 2 ** 26;

export const createPhrases = (): Phrases => {
  const children = new Map<number, number>();
  let first = new Int32Array(1_024); // by word: the state after it from the root, where most steps end
  let parent = new Int32Array(1_024);
  let word = new Int32Array(1_024);
  let depth = new Int32Array(1_024);
  let used = new Uint8Array(1_024);
  let failure = new Int32Array(1_024);
  let output = new Int32Array(1_024); // the longest used phrase that ends here; 0 for none
  let known = new Int32Array(1_024); // the generation that failure and output were worked out in
  let states = 1;
  let generation = 1;

  const child = (state: number, next: number): number =>
    state === root ? (first[next] ?? root) : (children.get(state * stride + next) ?? root);

  const grow = (from: number, next: number): number => {
    const state = states++;
    parent = withRoom(parent, states);
    word = withRoom(word, states);
    depth = withRoom(depth, states);
    used = withRoom(used, states);
    failure = withRoom(failure, states);
    output = withRoom(output, states);
    known = withRoom(known, states);
    parent[state] = from;
    word[state] = next;
    depth[state] = (depth[from] ?? 0) + 1;
    if (from === root) {
      first = withRoom(first, next + 1);
      first[next] = state;
    } else children.set(from * stride + next, state);
    generation++;
    return state;
  };

  const learn = (state: number): void => {
    if (state === root || known[state] === generation) return;
    let fallback = root;
    if ((depth[state] ?? 0) > 1) {
      const next = word[state] ?? 0;
      let at = failed(parent[state] ?? root);
      for (fallback = child(at, next); fallback === root && at !== root; fallback = child(at, next)) at = failed(at);
    }
    learn(fallback);
    failure[state] = fallback;
    output[state] = used[state] === 1 ? state : (output[fallback] ?? root);
    known[state] = generation;
  };
  const failed = (state: number): number => {
    learn(state);
    return failure[state] ?? root;
  };

  return {
    get bytes() {
      return children.size * 48 + first.byteLength + parent.byteLength * 6 + used.byteLength;
    },
    add: (words) => {
      let state = root;
      for (let i = 0; i < words.length; i++) {
        const next = words[i] ?? 0;
        const there = child(state, next);
        state = there === root ? grow(state, next) : there;
      }
      return state;
    },
    use: (phrase, isUsed) => {
      used[phrase] = isUsed ? 1 : 0;
      generation++;
    },
    words: (phrase) => depth[phrase] ?? 0,
    scan: (tokens, each) => {
      let state = root;
      for (let i = 0; i < tokens.length; i++) {
        const next = (tokens[i] ?? 0) >> 1;
        let there = child(state, next);
        while (there === root && state !== root) {
          state = failed(state);
          there = child(state, next);
        }
        state = there;
        if (state === root) continue;
        learn(state);
        for (let found = output[state] ?? root; found !== root; found = output[failed(found)] ?? root) each(found, i + 1);
      }
    },
  };
};
