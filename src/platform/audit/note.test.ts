import { expect, test } from 'vitest';
import { leafHash } from '#platform/audit/merkle';
import { openNote, signerOf } from '#platform/audit/note';

const signer = signerOf(Buffer.alloc(32, 7));
const checkpoint = { size: 42, root: leafHash('x') };

test('a signed checkpoint is read by who has the key; the same master key gives the same', () => {
  const note = signer.sign(checkpoint);
  expect(openNote(note, signer.verifier)).toEqual({ origin: 'almanac/audit', ...checkpoint });
  expect(signerOf(Buffer.alloc(32, 7)).verifier).toBe(signer.verifier);
  for (let byte = 0; byte < 30; byte++) {
    const other = signerOf(Buffer.alloc(32, byte)); // among so many keys, some hold a plus in their base64
    expect(openNote(other.sign(checkpoint), other.verifier)?.size).toBe(42);
  }
});

test('what was changed, signed by another, or is no note, is none', () => {
  const note = signer.sign(checkpoint);
  const other = signerOf(Buffer.alloc(32, 8));
  expect(openNote(note, other.verifier)).toBeUndefined();
  expect(openNote(note.replace('\n42\n', '\n43\n'), signer.verifier)).toBeUndefined();
  for (const text of ['', 'almanac/audit\n42\n', note.slice(0, -1), note.replace('— ', '')])
    expect(openNote(text, signer.verifier)).toBeUndefined();
  for (const key of ['', 'a+b+c', signer.verifier.slice(0, -4)]) expect(openNote(note, key)).toBeUndefined();
});
