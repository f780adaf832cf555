import fc from 'fast-check';
import { expect, test } from 'vitest';
import { highlight } from './highlight.ts';
import { processorTime } from '#testing/processor-time';

const marked = (content: string, query: string, length?: number): string => {
  const { text, ranges } = highlight(content, query, { length });
  return ranges.reduceRight(
    (marking, [start, end]) => `${marking.slice(0, start)}<${marking.slice(start, end)}>${marking.slice(end)}`,
    text,
  );
};

test('words of the same stem are marked, stop words are not', () =>
  expect(marked('The connections of the graph connect ideas.', 'the connecting')).toBe(
    'The <connections> of the graph <connect> ideas.',
  ));

test('the passage with the most different words is shown', () => {
  const filler = 'nothing to see here at all, '.repeat(20);
  expect(marked(`graph ${filler} a graph of ideas ${filler}`, 'graph ideas', 40)).toContain('<graph> of <ideas>');
});

test('a passage from the middle says so and cuts no word', () => {
  const { text } = highlight(`${'lorem ipsum dolor '.repeat(30)} needle ${'sit amet elit '.repeat(30)}`, 'needle', {
    length: 80,
  });
  expect(text).toMatch(/^…(lorem|ipsum|dolor).* needle .*(sit|amet|elit)…$/);
  expect(text.length).toBeLessThanOrEqual(84);
});

test('a last word that is only begun is marked where it is finished', () =>
  expect(marked('Knowledge graphs', 'know')).toBe('<Knowledge> graphs'));

test('Chinese words are marked as one', () => expect(marked('個人知識管理方法', '知識管理')).toBe('個人<知識管理>方法'));

test('code and front matter are neither shown nor marked', () =>
  expect(marked('---\ntitle: needle\n---\nA `needle` in hay.\n```\nneedle', 'needle')).not.toContain('needle'));

test('a text without the words shows its beginning', () => expect(highlight('Hello there, world.', 'xyz').ranges).toEqual([]));

test('places lie inside the passage, in order, for any text and query', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.integer({ min: 1, max: 60 }),
      (content, query, length) => {
        const { text, ranges } = highlight(`${content} ${query} ${content}`, query, { length });
        let before = 0;
        for (const [start, end] of ranges) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          before = end;
        }
        expect(before).toBeLessThanOrEqual(text.length);
        expect(text.isWellFormed()).toBe(text.isWellFormed() || `${content}${query}`.isWellFormed());
      },
    ),
  ));

test('a mebibyte is highlighted in under a second', () => {
  expect(processorTime(() => highlight('graph ideas connect many things '.repeat(32_768), 'graph things'))).toBeLessThan(1_000);
});
