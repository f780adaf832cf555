import { expect, test } from 'vitest';
import { analyse } from './analyse.ts';
import { decode, encode } from './codec.ts';
import { processorTime } from '#testing/processor-time';
import { createIndex, type TextIndex } from './text-index.ts';

type Draft = {
  readonly title?: string;
  readonly content?: string;
  readonly tags?: readonly string[];
  readonly aliases?: readonly string[];
  readonly names?: readonly string[];
};

const put = (index: TextIndex, id: string, { title = id, content = '', tags = [], aliases = [], names = [] }: Draft): void =>
  index.put(id, analyse({ title, aliases, content }), { title, tags, aliases, names });

const indexOf = (notes: Readonly<Record<string, Draft>>): TextIndex => {
  const index = createIndex();
  for (const [id, note] of Object.entries(notes)) put(index, id, note);
  return index;
};

const found = (index: TextIndex, query: string, tags: readonly string[] = []): readonly string[] =>
  index.search(query, { limit: 10, tags }).items.map(({ id }) => id);

const garden = {
  bees: { title: 'Bees', content: 'Bees pollinate the orchard and make honey in a hive.', tags: ['Animals/Insects', 'garden'] },
  honey: { title: 'Honey', content: 'Honey comes from the hive; bees make it from nectar of the orchard.', tags: ['food'] },
  taxes: { title: 'Taxes', content: 'The yearly declaration is due in May.', tags: ['paper'] },
  post: { title: 'Post', content: 'Letters and the yearly declaration go to the office.' },
};

test('a search finds notes by the stems of its words and says which it found', () => {
  const { items, total, truncated } = indexOf(garden).search('pollinating the bees', { limit: 1 });
  expect(items).toMatchObject([{ id: 'bees', terms: ['pollinating', 'bees'] }]);
  expect({ total, truncated }).toEqual({ total: 2, truncated: true });
});

test('the title counts for more than the text', () => expect(found(indexOf(garden), 'honey')).toEqual(['honey', 'bees']));

test('a last word that is only begun finds what it could become', () => {
  expect(found(indexOf(garden), 'pollin')).toEqual(['bees']);
  expect(found(indexOf(garden), 'pollin bees')).toEqual(['bees', 'honey']);
});

test('pages of a search follow each other without overlap', () => {
  const index = indexOf(
    Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`n${String(i).padStart(2, '0')}`, { content: `same words ${i}` }])),
  );
  const pages = [0, 10, 20].map((offset) => index.search('words', { limit: 10, offset }));
  expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(
    index.search('words', { limit: 25 }).items.map(({ id }) => id),
  );
  expect(pages.map(({ truncated }) => truncated)).toEqual([true, true, false]);
});

test('tags narrow a search, whatever their case, and contain those below them', () => {
  const index = indexOf(garden);
  expect(found(index, 'honey', ['animals'])).toEqual(['bees']);
  expect(found(index, 'honey', ['#ANIMALS/insects', 'garden'])).toEqual(['bees']);
  expect(found(index, 'honey', ['animal'])).toEqual([]);
});

test('a note named by stop words is found by them', () =>
  expect(
    found(indexOf({ it: { title: 'It', content: 'A novel by King' }, other: { content: 'it is not about that' } }), 'it'),
  ).toEqual(['it']));

test('the stop words of one language do not hide the words of another', () => {
  const german = 'Der Garten ist nicht groß, und das Haus steht auf dem Berg mit einer Tür und mit den Häusern.';
  const index = indexOf({ a: { content: german }, b: { content: 'They die hard.' }, c: { content: 'Unrelated words.' } });
  expect(found(index, 'Haus')).toEqual(['a']);
  expect(found(index, 'die hard')).toEqual(['b']);
});

test('a search for nothing finds nothing, as does one in an empty index', () => {
  expect(indexOf(garden).search('  ?! ', { limit: 5 })).toEqual({ items: [], total: 0, truncated: false });
  expect(createIndex().search('bees', { limit: 5 })).toEqual({ items: [], total: 0, truncated: false });
});

test('a connection tells its weight and why', () => {
  const [first] = indexOf(garden).connections('bees');
  expect(first).toMatchObject({ id: 'honey', evidence: { method: 'words and mentions' } });
  expect(first?.evidence.terms.map(({ term }) => term)).toContain('orchard');
  expect(first?.evidence.terms.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 3);
  expect(first?.evidence.mentions).toEqual([
    { from: 'bees', to: 'honey', text: 'Honey', line: 0, count: 1 },
    { from: 'honey', to: 'bees', text: 'Bees', line: 0, count: 1 },
  ]);
});

test('no more than k connections, none too light, none that is excluded', () => {
  const index = indexOf(garden);
  expect(index.connections('bees', { k: 0 })).toEqual([]);
  expect(index.connections('bees', { minWeight: 0.2, exclude: (other) => other === 'honey' })).toEqual([]);
  expect(index.connections('taxes').map(({ id }) => id)).toEqual(['post']);
  expect(index.connections('unknown')).toEqual([]);
});

test('notes without a word in common are connected by a mention alone', () => {
  const index = indexOf({
    hopper: { title: 'Grace Hopper', content: 'Wrote compilers.' },
    history: { title: 'History', content: 'First came\nthe work of Grace Hopper.' },
    other: { title: 'Other', content: 'Nothing.' },
  });
  const [first] = index.connections('history', { minWeight: 0.1 });
  expect(first).toMatchObject({
    id: 'hopper',
    evidence: { mentions: [{ from: 'history', to: 'hopper', text: 'Grace Hopper', line: 1, count: 1 }] },
  });
});

test('unlinked mentions are those in running text, by title, alias or file name', () => {
  const index = indexOf({
    hopper: {
      title: 'Grace Hopper',
      aliases: ['Amazing Grace'],
      names: ['grace-hopper-1906'],
      content: 'Grace Hopper on herself.',
    },
    linked: { content: 'See [[Grace Hopper]].' },
    plain: { content: 'Intro.\nI met amazing grace and Grace Hopper.' },
    file: { content: 'See grace hopper 1906.' },
    code: { content: '`Grace Hopper`' },
  });
  expect(index.mentionsOf('hopper')).toEqual([
    { from: 'file', to: 'hopper', text: 'Grace Hopper', line: 0, count: 2 },
    { from: 'plain', to: 'hopper', text: 'Amazing Grace', line: 1, count: 2 },
  ]);
});

test('two notes of one name are both mentioned', () => {
  const index = indexOf({ a: { title: 'Mercury' }, b: { title: 'Mercury' }, text: { content: 'I saw Mercury.' } });
  expect([index.mentionsOf('a').length, index.mentionsOf('b').length]).toEqual([1, 1]);
});

test('a line that stands in many notes connects none of them', () => {
  const daily = 'Review the inbox and plan tomorrow';
  const days = Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [`d${i}`, { title: `Day ${i}`, content: `${daily}\nThing${i}` }]),
  );
  const index = indexOf(days);
  expect(found(index, 'inbox')).toEqual([]);
  index.remove('d5');
  index.remove('d4');
  expect(found(index, 'inbox')).toEqual(['d0', 'd1', 'd2', 'd3']);
});

test('the notes whose list may change are those near enough, and those that list the note already', () => {
  const index = indexOf({
    n1: { content: 'river stone lamp' },
    n2: { content: 'river stone moon wolf' },
    n3: { content: 'moon wolf lamp salt' },
    n4: { content: 'salt and pepper' },
  });
  expect(index.affectedBy('n1')).toEqual(['n2', 'n3']);
  index.record('n2', [{ id: 'n3', weight: 0.99 }]);
  expect(index.affectedBy('n1', { k: 1 })).toEqual(['n3']);
  expect(index.affectedBy('n1', { k: 2 })).toEqual(['n2', 'n3']);
  index.record('n4', [{ id: 'n1', weight: 0.3 }]);
  expect(index.affectedBy('n1', { k: 1 })).toEqual(['n3', 'n4']);
});

test('a note that went is forgotten, but not by those who listed it', () => {
  const index = indexOf(garden);
  index.record('honey', [{ id: 'bees', weight: 0.5 }]);
  index.remove('bees');
  expect(index.has('bees')).toBe(false);
  expect(found(index, 'bees')).toEqual(['honey']);
  expect(index.affectedBy('bees')).toEqual(['honey']);
});

test('a pass over all notes gives every list, and another is due when a fifth has come or gone', () => {
  const index = indexOf(garden);
  expect(index.moved).toBe(true);
  const lists = new Map(
    [...index.all({ exclude: (id) => id === 'taxes' })].map(({ id, connections }) => [
      id,
      connections.map(({ id: other }) => other),
    ]),
  );
  expect(Object.fromEntries(lists)).toEqual({ bees: ['honey'], honey: ['bees'], taxes: [], post: ['taxes'] });
  expect(index.moved).toBe(false);
  put(index, 'new', {});
  expect(index.moved).toBe(true);
  expect(createIndex({ passedAt: 0 }).moved).toBe(false);
});

test('a pass goes on while notes come and go', () => {
  const index = indexOf(garden);
  const seen: string[] = [];
  for (const { id } of index.all()) {
    seen.push(id);
    if (id === 'bees') index.remove('honey');
    put(index, 'late', {});
  }
  expect(seen).toEqual(['bees', 'taxes', 'post']);
});

test('an index from stored analyses answers as one from the texts', () => {
  const index = createIndex();
  for (const [id, { title, content }] of Object.entries(garden)) {
    const stored = decode(encode(analyse({ title, aliases: [], content })));
    if (stored !== undefined) index.put(id, stored, { title, aliases: [], tags: [] });
  }
  const fresh = indexOf(garden);
  for (const id of Object.keys(garden)) expect(index.connections(id)).toEqual(fresh.connections(id));
});

test('the memory it says it takes grows and shrinks with the notes', () => {
  const index = indexOf(garden);
  const before = index.bytes;
  put(index, 'long', { content: Array.from({ length: 5_000 }, (_, i) => `word${i}`).join(' ') });
  expect(index.bytes).toBeGreaterThan(before + 5_000 * 90);
});

test('a mebibyte of hostile text is indexed, searched and connected in seconds', () => {
  const index = indexOf({
    ...garden,
    echo: { title: 'a b '.repeat(12), content: 'a b '.repeat(2 ** 18) },
    lines: { content: 'x\n'.repeat(2 ** 19) },
  });
  const ask = (): void => {
    index.connections('echo');
    index.mentionsOf('echo');
    index.search('a b '.repeat(1_000), { limit: 10 });
  };
  expect(processorTime(ask)).toBeLessThan(5_000);
});
