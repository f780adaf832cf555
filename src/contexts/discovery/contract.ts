import { Type as t } from 'typebox';

const Id = t.String({ format: 'uuid' });

export const EvidenceAnswer = t.Object({
  terms: t.Array(t.Object({ term: t.String(), share: t.Number({ description: 'Its share of the cosine, 0–1.' }) })),
  mentions: t.Array(
    t.Object({
      from: Id,
      to: Id,
      text: t.String({ description: 'The name as it is written there.' }),
      line: t.Integer({ description: 'Counted from 0.' }),
      count: t.Integer(),
    }),
  ),
  method: t.String({ description: 'words, mentions, or words and mentions' }),
});

export const ConnectionAnswer = t.Object({
  id: Id,
  title: t.String(),
  weight: t.Number({ description: '0–1: cosine + 0.3 × mention, at most 1.' }),
  cosine: t.Number(),
  mention: t.Number(),
  evidence: EvidenceAnswer,
});

export const getConnections = {
  name: 'discovery.getConnections',
  summary: 'Lists the connections discovered for a note, heaviest first, each with its evidence.',
  input: t.Object({ id: Id, limit: t.Integer({ minimum: 1, maximum: 50, default: 10 }) }),
  output: t.Object({ items: t.Array(ConnectionAnswer) }),
};

export const searchNotes = {
  name: 'discovery.searchNotes',
  summary: 'Finds notes by their words, best first (BM25 with stems of the note’s language).',
  input: t.Object({
    q: t.String({ minLength: 1, maxLength: 1_000 }),
    limit: t.Integer({ minimum: 1, maximum: 100, default: 20 }),
    graph: t.Optional(Id),
    tag: t.Optional(t.Array(t.String({ maxLength: 100 }), { maxItems: 10, description: 'All of them, or tags nested in them.' })),
    cursor: t.Optional(t.String({ maxLength: 200 })),
  }),
  output: t.Object({
    items: t.Array(
      t.Object({
        id: Id,
        graph: Id,
        title: t.String(),
        score: t.Number(),
        highlights: t.Array(
          t.Object({
            text: t.String(),
            ranges: t.Array(t.Tuple([t.Integer(), t.Integer()]), {
              description: '[start, end) of each match, in UTF-16 units of the text.',
            }),
          }),
        ),
      }),
    ),
    total: t.Integer(),
    truncated: t.Boolean(),
    cursor: t.Optional(t.String()),
  }),
};
