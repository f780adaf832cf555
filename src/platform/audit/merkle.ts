import { createHash } from 'node:crypto';

/** SHA-256 of a leaf: RFC 9162, 2.1.1 (as RFC 6962, 2.1). */
export const leafHash = (leaf: string): Buffer => createHash('sha256').update(leafMark).update(leaf).digest();

const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  createHash('sha256').update(nodeMark).update(left).update(right).digest();

const [leafMark, nodeMark] = [Buffer.of(0), Buffer.of(1)];

/** Grows with each leaf and keeps the roots of the full subtrees alone: about log2(n) hashes. */
export type Frontier = {
  /** Adds a full subtree of a power of two of leaves behind all others; one leaf by default. */
  readonly push: (hash: Buffer, size?: number) => void;
  /** The root of all; that of nothing is the hash of nothing. */
  readonly root: () => Buffer;
  readonly size: () => number;
};

export const createFrontier = (): Frontier => {
  const full: { readonly hash: Buffer; readonly size: number }[] = [];
  return {
    push: (hash, size = 1) => {
      let node = { hash, size };
      for (let last = full.at(-1); last?.size === node.size; last = full.at(-1)) {
        full.pop();
        node = { hash: nodeHash(last.hash, node.hash), size: 2 * node.size };
      }
      full.push(node);
    },
    root: () =>
      full.length === 0
        ? createHash('sha256').digest()
        : full.map(({ hash }) => hash).reduceRight((right, left) => nodeHash(left, right)),
    size: () => full.reduce((sum, { size }) => sum + size, 0),
  };
};

/** The hash of the leaves from `from` up to, and without, `to`; undefined where it is not kept as one. */
export type Kept = (from: number, to: number) => Buffer | undefined;

const hashOf = (kept: Kept, from: number, to: number): Buffer => {
  const known = kept(from, to);
  if (known) return known;
  if (to - from < 2) throw new Error(`The hash of leaf ${from} is not kept.`);
  const middle = from + split(to - from);
  return nodeHash(hashOf(kept, from, middle), hashOf(kept, middle, to));
};

/** The largest power of two below. */
const split = (size: number): number => 2 ** Math.floor(Math.log2(size - 1));

/** The hashes that lead from a leaf, counted from 0, to the root of so many: RFC 9162, 2.1.3.1. */
export const inclusionProof = (kept: Kept, leaf: number, size: number, from = 0): readonly Buffer[] => {
  if (size === 1) return [];
  const middle = split(size);
  return leaf < middle
    ? [...inclusionProof(kept, leaf, middle, from), hashOf(kept, from + middle, from + size)]
    : [...inclusionProof(kept, leaf - middle, size - middle, from + middle), hashOf(kept, from, from + middle)];
};

/** The hashes that show that a tree of `before` leaves is the beginning of one of `size`: RFC 9162, 2.1.4.1. */
export const consistencyProof = (kept: Kept, before: number, size: number): readonly Buffer[] => {
  const proof = (count: number, from: number, total: number, whole: boolean): readonly Buffer[] => {
    if (count === total) return whole ? [] : [hashOf(kept, from, from + total)];
    const middle = split(total);
    return count <= middle
      ? [...proof(count, from, middle, whole), hashOf(kept, from + middle, from + total)]
      : [...proof(count - middle, from + middle, total - middle, false), hashOf(kept, from, from + middle)];
  };
  return before === 0 ? [] : proof(before, 0, size, true);
};

/** Whether a leaf, counted from 0, is in the tree with this root: RFC 9162, 2.1.3.2. */
export const includes = (
  { leaf, index, proof }: { readonly leaf: Buffer; readonly index: number; readonly proof: readonly Buffer[] },
  { size, root }: { readonly size: number; readonly root: Buffer },
): boolean => {
  if (index >= size) return false;
  let [fn, sn, hash] = [index, size - 1, leaf];
  for (const each of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(each, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else hash = nodeHash(hash, each);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && hash.equals(root);
};

type Tree = { readonly size: number; readonly root: Buffer };

/** Whether one tree is the beginning of another: RFC 9162, 2.1.4.2. */
export const isBeginning = (before: Tree, after: Tree, proof: readonly Buffer[]): boolean => {
  if (before.size > after.size) return false;
  if (before.size === after.size) return proof.length === 0 && before.root.equals(after.root);
  if (before.size === 0) return proof.length === 0;
  const isFull = Number.isInteger(Math.log2(before.size));
  const [first, ...rest] = isFull ? [before.root, ...proof] : proof;
  if (first === undefined) return false;
  let [fn, sn] = [before.size - 1, after.size - 1];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  let [early, late] = [first, first];
  for (const each of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [early, late] = [nodeHash(each, early), nodeHash(each, late)];
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else late = nodeHash(late, each);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && early.equals(before.root) && late.equals(after.root);
};
