import fc from 'fast-check';
import { expect, test } from 'vitest';
import { consistencyProof, createFrontier, includes, inclusionProof, isBeginning, leafHash } from '#platform/audit/merkle';

const leaves = (count: number) => Array.from({ length: count }, (_, at) => leafHash(`leaf ${at}`));
const rootOf = (hashes: readonly Buffer[]) => {
  const frontier = createFrontier();
  for (const hash of hashes) frontier.push(hash);
  return frontier.root();
};
const kept = (hashes: readonly Buffer[]) => (from: number, to: number) => (to - from === 1 ? hashes[from] : undefined);

test('the roots are those that RFC 6962 names for its example inputs', () => {
  // The inputs and roots of the tests of Certificate Transparency (github.com/google/certificate-transparency, merkletree).
  const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  const roots = [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];
  const frontier = createFrontier();
  expect(frontier.root().toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  for (const [at, hex] of inputs.entries()) {
    frontier.push(leafHash(Buffer.from(hex, 'hex').toString('latin1')));
    if (at < 3 || /^[0-7]/.test(hex)) expect([at, frontier.root().toString('hex')]).toEqual([at, roots[at]]);
  }
  expect(frontier.size()).toBe(8);
});

test('full subtrees give the root that their leaves give', () => {
  const hashes = leaves(300);
  const frontier = createFrontier();
  frontier.push(rootOf(hashes.slice(0, 256)), 256);
  for (const hash of hashes.slice(256)) frontier.push(hash);
  expect(frontier.root()).toEqual(rootOf(hashes));
});

const size = fc.integer({ min: 1, max: 200 });

test('each leaf is proven to be in the tree, and no other leaf, place, size or root is', () => {
  const property = fc.property(size, fc.nat(), (count, at) => {
    const hashes = leaves(count);
    const [index, root] = [at % count, rootOf(hashes)];
    const proof = inclusionProof(kept(hashes), index, count);
    const [leaf = root] = hashes.slice(index);
    expect(includes({ leaf, index, proof }, { size: count, root })).toBe(true);
    expect(includes({ leaf: leafHash('other'), index, proof }, { size: count, root })).toBe(false);
    expect(includes({ leaf, index, proof }, { size: count, root: leafHash('other') })).toBe(false);
    if (count > 1) expect(includes({ leaf, index: (index + 1) % count, proof }, { size: count, root })).toBe(false);
    if (count > 1) expect(includes({ leaf, index, proof: proof.slice(1) }, { size: count, root })).toBe(false);
  });
  fc.assert(property);
});

test('a tree is proven to be the beginning of a larger one, and a changed one is not', () => {
  const property = fc.property(size, size, (a, b) => {
    const [less, more] = a < b ? [a, b] : [b, a];
    const hashes = leaves(more);
    const proof = consistencyProof(kept(hashes), less, more);
    const [before, after] = [
      { size: less, root: rootOf(hashes.slice(0, less)) },
      { size: more, root: rootOf(hashes) },
    ];
    expect(isBeginning(before, after, proof)).toBe(true);
    const changed = [leafHash('other'), ...hashes.slice(1, less)];
    expect(isBeginning({ ...before, root: rootOf(changed) }, after, proof)).toBe(false);
    if (less < more)
      expect(isBeginning(before, { ...after, root: rootOf([...changed, ...hashes.slice(less)]) }, proof)).toBe(false);
  });
  fc.assert(property);
});
