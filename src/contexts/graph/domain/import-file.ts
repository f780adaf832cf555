import { Rejection } from '#kernel/rejection';
import { type Graph, takesChanges } from './graph.ts';
import type { NodeId } from './id.ts';
import { type Print, printOf } from './import-print.ts';
import { createNode, type Node, type NodeEvent, type Note, updateNode } from './node.ts';

/**
 * What became of a file. `overwrote`: both the file and the note were changed since the last import; the file won, the history
 * keeps both. `kept`: only the note was changed, by a person, and stays as it is. `skipped`: it is no note and was not meant to be one.
 */
export const outcomes = ['created', 'updated', 'overwrote', 'kept', 'unchanged', 'skipped', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

export type Trouble = { readonly code: string; readonly message: string };

/** A file and its outcome, as the log keeps it. */
export type Applied = {
  readonly path: string;
  readonly outcome: Outcome;
  readonly node?: NodeId;
  /** What the file said: the next import tells by it whether the file has changed. */
  readonly print?: Print;
  /** Why it failed or was skipped, or what of it could not be kept as written. */
  readonly trouble?: Trouble;
};

/** A file that reads as a note, or one that does not, and why. */
export type File =
  | { readonly path: string; readonly note: Note; readonly trouble?: Trouble }
  | { readonly path: string; readonly node?: NodeId; readonly outcome: 'skipped' | 'failed'; readonly trouble: Trouble };

/** What is known of a file's note before it is applied. */
export type Before = {
  readonly node: Node;
  readonly graph: Graph;
  /** What the file said when it was last imported from the same source. */
  readonly last?: Print | undefined;
  /** Whether the graph takes another note. */
  readonly room: boolean;
};

export type Change = { readonly applied: Applied; readonly events: readonly NodeEvent[] };

/** Brings one file in. A rule that it breaks is its own trouble, and no other file's. */
export const applyFile = (file: File, before: Before): Change => {
  if (!('note' in file)) return { applied: file, events: [] };
  const { path, note, trouble } = file;
  const seen = { path, node: note.id, print: printOf(note), ...(trouble ? { trouble } : {}) };
  try {
    const [outcome, events] = outcomeOf(note, seen.print, before);
    return { applied: { ...seen, outcome }, events };
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return {
      applied: { path, node: note.id, outcome: 'failed', trouble: { code: error.code, message: error.message } },
      events: [],
    };
  }
};

const outcomeOf = (note: Note, print: Print, { node, graph, last, room }: Before): readonly [Outcome, readonly NodeEvent[]] => {
  takesChanges(graph);
  if (node.status === 'missing' || node.status === 'deleted') {
    if (print === last) return ['kept', []]; // a person deleted it, and the file says nothing new
    if (!room) throw full();
    return ['created', createNode(node, graph, note)];
  }
  const now = printOf(node);
  if (now === print) return ['unchanged', []];
  if (node.source !== note.source) throw otherSource(node);
  if (print === last) return ['kept', []];
  const wanted = node.position ? { ...note, position: node.position } : note;
  return [now === last ? 'updated' : 'overwrote', updateNode(node, graph, wanted)];
};

const full = (): Rejection => new Rejection('refused', 'graph.too-many-notes', 'The graph is full: it takes no more notes.');

const otherSource = ({ source }: Note): Rejection =>
  new Rejection(
    'refused',
    'graph.import-other-source',
    source === undefined
      ? 'A note with this path was made here. Import the folder into a graph of its own.'
      : `A note with this path came from “${source}”. Name that as the source, or import the folder into a graph of its own.`,
  );
