import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';

/** What an edge says about its two notes: one of `EDGE_TYPES`, or a word of the person's own. */
export type EdgeType = Brand<string, 'EdgeType'>;

export const EDGE_TYPES = [
  'relates_to',
  'references',
  'embeds',
  'parent_of',
  'precedes',
  'depends_on',
  'supports',
  'contradicts',
  'supersedes',
] as const;

export const EdgeType = (text: string): EdgeType => {
  valid(
    /^[a-z][a-z0-9_]{0,49}$/.test(text),
    'graph.bad-edge-type',
    'An edge type has 1 to 50 small letters, digits or "_", and starts with a letter.',
  );
  return text as EdgeType;
};

/** Whether an edge of this type reads differently from its other end. Types of a person's own do, unless the edge says otherwise. */
export const isDirected = (type: EdgeType): boolean => type !== 'relates_to' && type !== 'contradicts';

export const EDGE_ORIGINS = ['manual', 'wikilink', 'import', 'agent'] as const;

/** Who made an edge. */
export type EdgeOrigin = (typeof EDGE_ORIGINS)[number];

export const EdgeOrigin = (text: string): EdgeOrigin => {
  const origin = EDGE_ORIGINS.find((known) => known === text);
  valid(origin !== undefined, 'graph.bad-edge-origin', `An edge's origin is one of ${EDGE_ORIGINS.join(', ')}.`);
  return origin;
};
