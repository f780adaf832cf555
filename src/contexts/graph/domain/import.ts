import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must } from '#kernel/rejection';
import { type Graph, takesChanges } from './graph.ts';
import type { GraphId } from './id.ts';
import type { Applied } from './import-file.ts';
import type { Analysis } from './import-analysis.ts';

/** A folder of notes being brought in. `source` names the folder, so that the next import of it finds its notes again. */
type Wanted = {
  readonly id: string;
  readonly graph: GraphId;
  readonly source: string;
  /** Only says what would happen. */
  readonly dryRun: boolean;
  /** Files that were sent or reported. */
  readonly entries: number;
};

type Of = Pick<Wanted, 'id' | 'graph' | 'source'>;

export type ImportEvent =
  | Event<'ImportRequested', Wanted>
  /** What a dry run found. */
  | Event<'ImportAnalysed', Of & Analysis>
  /** What became of the files from number `from` on, in their order. */
  | Event<'ImportBatchApplied', Of & { from: number; files: readonly Applied[] }>
  /** `missing` counts the files that an earlier import of the source brought and this one did not; `missingPaths` names the first. */
  | Event<'ImportCompleted', Of & { missing: number; missingPaths: readonly string[] }>
  | Event<'ImportFailed', Of & { reason: string }>
  | Event<'ImportCancelled', Of>;

export type RunningImport = Wanted & {
  readonly status: 'running';
  /** Files dealt with so far. */
  readonly done: number;
};

export type Import =
  | { readonly status: 'none' }
  | RunningImport
  | (Wanted & { readonly status: 'completed' | 'failed' | 'cancelled'; readonly done: number });

export const Import: Model<Import, ImportEvent> = {
  name: 'import',
  initial: { status: 'none' },
  evolve: (now, { type, data }) => {
    if (type === 'ImportRequested') return { ...data, status: 'running', done: 0 };
    if (now.status === 'none') return now;
    switch (type) {
      case 'ImportAnalysed':
        return { ...now, done: now.entries };
      case 'ImportBatchApplied':
        return { ...now, done: data.from + data.files.length };
      case 'ImportCompleted':
        return { ...now, status: 'completed' };
      case 'ImportFailed':
        return { ...now, status: 'failed' };
      case 'ImportCancelled':
        return { ...now, status: 'cancelled' };
    }
  },
};

export const requestImport = (now: Import, graph: Graph, wanted: Wanted): ImportEvent[] => {
  takesChanges(graph);
  must(now.status === 'none', 'graph.import-exists', 'There is already an import with this id.');
  return [{ type: 'ImportRequested', data: wanted }];
};

/** Another worker may have applied this batch, or a person cancelled the import: then nothing is left to do here. */
export const isNext = (now: Import, from: number): now is RunningImport => now.status === 'running' && now.done === from;

export const batchApplied = (now: RunningImport, files: readonly Applied[]): ImportEvent[] => [
  { type: 'ImportBatchApplied', data: { ...of(now), from: now.done, files } },
];

export const analysed = (now: Import, analysis: Analysis): ImportEvent[] =>
  now.status === 'running' && now.dryRun
    ? [
        { type: 'ImportAnalysed', data: { ...of(now), ...analysis } },
        { type: 'ImportCompleted', data: { ...of(now), missing: 0, missingPaths: [] } },
      ]
    : [];

/** The first so many missing files are named. */
export const MISSING_NAMED = 1_000;

export const completeImport = (now: Import, missing: readonly string[]): ImportEvent[] =>
  now.status === 'running' && now.done === now.entries
    ? [{ type: 'ImportCompleted', data: { ...of(now), missing: missing.length, missingPaths: missing.slice(0, MISSING_NAMED) } }]
    : [];

export const failImport = (now: Import, reason: string): ImportEvent[] =>
  now.status === 'running' ? [{ type: 'ImportFailed', data: { ...of(now), reason } }] : [];

/** What has been imported stays; the rest is not looked at any more. */
export const cancelImport = (now: Import): ImportEvent[] => {
  found(now.status !== 'none', 'graph.no-import', 'This import does not exist.');
  if (now.status === 'cancelled') return [];
  must(now.status === 'running', 'graph.import-over', 'The import is over: there is nothing left to cancel.');
  return [{ type: 'ImportCancelled', data: of(now) }];
};

const of = ({ id, graph, source }: Wanted): Of => ({ id, graph, source });
