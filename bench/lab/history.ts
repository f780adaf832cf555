import type { Event } from '#kernel/event';
import type { Write } from '#platform/log/append';

const words = 'knowledge garden note link idea reading memory pattern weekly review system question answer draft source'.split(
  ' ',
);
const word = (n: number) => words[n % words.length] ?? '';
const sentence = (n: number, length: number) => Array.from({ length }, (_, i) => word(n * 7 + i * i + 3)).join(' ');
const idOf = (kind: number, n: number) =>
  `${kind.toString(16).padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

const graph = idOf(1, 0);
const note = (n: number) => idOf(2, n);

const linksOf = (n: number) => [1, 2].map((i) => ({ target: `Note ${n + i * 13}`, key: `note ${n + i * 13}`, kind: 'wikilink' }));

const created = (n: number): Event => ({
  type: 'NodeCreated',
  data: {
    id: note(n),
    graph,
    title: `Note ${n}`,
    content: sentence(n, 40),
    tags: [`topic/${word(n)}`],
    aliases: n % 5 === 0 ? [`N${n}`] : [],
    properties: {},
    path: `folder/note-${n}.md`,
    links: linksOf(n),
  },
});

const edge = (n: number) => ({ id: idOf(3, n), graph, source: note(n), target: note(n >> 1), type: 'references' });

const discovered = (n: number): Event => ({
  type: 'ConnectionsDiscovered',
  data: {
    node: note(n),
    graph,
    analyser: 1,
    items: [1, 2, 3].map((i) => ({
      id: note((n * i) >> 1),
      weight: 1 / i,
      cosine: 0.5,
      mention: 0,
      evidence: [{ kind: 'term', term: word(n + i) }],
    })),
  },
});

/** What happens to a note and around it, one stream after the other: six events a note. */
const lifeOf = (n: number): readonly Write[] => [
  {
    stream: `node-${note(n)}`,
    expected: 0,
    events: [
      created(n),
      { type: 'NodeContentUpdated', data: { id: note(n), graph, content: sentence(n + 1, 50), links: linksOf(n + 1) } },
      n % 2
        ? { type: 'NodeRetitled', data: { id: note(n), graph, title: `Note ${n}, again` } }
        : { type: 'NodeTagsChanged', data: { id: note(n), graph, tags: [word(n), word(n + 1)] } },
    ],
  },
  {
    stream: `edge-${idOf(3, n)}`,
    expected: 0,
    events: [
      { type: 'EdgeConnected', data: { ...edge(n), directed: true, origin: 'manual', weight: 1, metadata: {} } },
      { type: 'EdgeWeightUpdated', data: { ...edge(n), weight: 0.5 } },
    ],
  },
  { stream: `connections-${note(n)}`, expected: 0, events: [discovered(n)] },
];

/** The history of a second brain of so many notes: per note its life of six events. */
export const histories = (notes: number): readonly (readonly Write[])[] => Array.from({ length: notes }, (_, n) => lifeOf(n));
