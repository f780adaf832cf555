import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyse } from './analyse.ts';
import { decode, encode } from './codec.ts';

const sample = analyse({
  title: 'Graph Theory',
  aliases: ['Graphs'],
  content: '# Graphs\nThe [[theory]] of graphs, 知識管理.\n\nThe end.',
});

// A RangeError also for no error at all, so that one sentence can say what is allowed.
const errorOf = (run: () => unknown): unknown => {
  try {
    run();
    return new RangeError('none');
  } catch (error) {
    return error;
  }
};

test('what is stored is what is read', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.array(fc.lorem(), { maxLength: 20 }), (noise, lines) => {
      const analysis = analyse({ title: noise.slice(0, 20), aliases: lines.slice(0, 2), content: [noise, ...lines].join('\n') });
      expect(decode(encode(analysis))).toEqual(analysis);
    }),
  ));

test('an analysis takes about as much room as its text', () => {
  const content = Array.from({ length: 2_000 }, (_, i) => `word${i % 300} and`).join(' ');
  expect(encode(analyse({ title: '', aliases: [], content })).length).toBeLessThan(content.length);
});

test('an analysis of another version is not read', () => {
  const bytes = encode(sample);
  bytes[0] = 127;
  expect(decode(bytes)).toBeUndefined();
});

test('a damaged analysis is refused or read as something harmless, never a hang', () => {
  const bytes = encode(sample);
  for (let length = 1; length < bytes.length; length++) expect(() => decode(bytes.slice(0, length))).toThrow(RangeError);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
      const damaged = bytes.slice();
      damaged[at] = value;
      expect(errorOf(() => decode(damaged))).toBeInstanceOf(RangeError);
    }),
  );
});
