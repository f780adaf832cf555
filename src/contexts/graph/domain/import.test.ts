import { test } from 'vitest';
import { given } from '#testing/given';
import type { Graph } from './graph.ts';
import { GraphId } from './id.ts';
import {
  analysed,
  batchApplied,
  cancelImport,
  completeImport,
  failImport,
  Import,
  type ImportEvent,
  isNext,
  requestImport,
} from './import.ts';
import type { Applied } from './import-file.ts';
import { Properties } from './properties.ts';
import { Title } from './title.ts';

const id = '5b0a4f4e-95a5-4d0c-9c1f-6a3f0b8f2a11';
const graphId = GraphId('0f0e0d0c-0b0a-4908-8706-050403020100');
const graph: Graph = {
  status: 'live',
  id: graphId,
  name: Title('Notes'),
  description: '',
  settings: Properties({}),
  isDefault: true,
};
const wanted = { id, graph: graphId, source: 'vault', dryRun: false, entries: 3 };
const of = { id, graph: graphId, source: 'vault' };
const requested: ImportEvent = { type: 'ImportRequested', data: wanted };
const created = (path: string): Applied => ({ path, outcome: 'created' });
const applied = (from: number, ...paths: string[]): ImportEvent => ({
  type: 'ImportBatchApplied',
  data: { ...of, from, files: paths.map(created) },
});
const completed: ImportEvent = { type: 'ImportCompleted', data: { ...of, missing: 0, missingPaths: [] } };
const cancelled: ImportEvent = { type: 'ImportCancelled', data: of };

const past = (...facts: ImportEvent[]) => given<Import, ImportEvent>(Import, ...facts);
const batch =
  (from: number, ...paths: string[]) =>
  (now: Import): ImportEvent[] =>
    isNext(now, from) ? batchApplied(now, paths.map(created)) : [];

test('an import is asked for once', () => {
  past()
    .when((now) => requestImport(now, graph, wanted))
    .then(requested);
  past(requested)
    .when((now) => requestImport(now, graph, wanted))
    .thenRejected('graph.import-exists');
});

test('nothing is imported into a graph that is archived or not there', () => {
  past()
    .when((now) => requestImport(now, { ...graph, status: 'archived' }, wanted))
    .thenRejected('graph.graph-archived');
  past()
    .when((now) => requestImport(now, { status: 'missing' }, wanted))
    .thenRejected('graph.no-graph');
});

test('a batch is applied where the one before it ended', () =>
  past(requested, applied(0, 'a.md'))
    .when(batch(1, 'b.md', 'c.md'))
    .then(applied(1, 'b.md', 'c.md')));

test('a batch is not applied twice, nor out of turn', () => {
  past(requested, applied(0, 'a.md')).when(batch(0, 'a.md')).thenNothing();
  past(requested).when(batch(1, 'b.md')).thenNothing();
});

test('an import is complete when every file is dealt with, and not before', () => {
  past(requested, applied(0, 'a.md', 'b.md'))
    .when((now) => completeImport(now, []))
    .thenNothing();
  past(requested, applied(0, 'a.md', 'b.md', 'c.md'))
    .when((now) => completeImport(now, []))
    .then(completed);
  past(requested, applied(0, 'a.md', 'b.md', 'c.md'), completed)
    .when((now) => completeImport(now, []))
    .thenNothing();
});

test('the files that have gone are counted, and the first thousand named', () => {
  const gone = Array.from({ length: 1_001 }, (_, at) => `${at}.md`);
  past({ type: 'ImportRequested', data: { ...wanted, entries: 0 } })
    .when((now) => completeImport(now, gone))
    .then({ type: 'ImportCompleted', data: { ...of, missing: 1_001, missingPaths: gone.slice(0, 1_000) } });
});

test('a running import can be cancelled, and then nothing more of it is applied', () => {
  past(requested).when(cancelImport).then(cancelled);
  past(requested, cancelled).when(cancelImport).thenNothing();
  past(requested, cancelled).when(batch(0, 'a.md')).thenNothing();
});

test('what is over, or never was, cannot be cancelled', () => {
  past(requested, completed).when(cancelImport).thenRejected('graph.import-over');
  past().when(cancelImport).thenRejected('graph.no-import');
});

test('an import that failed is over', () => {
  past(requested)
    .when((now) => failImport(now, 'No luck.'))
    .then({ type: 'ImportFailed', data: { ...of, reason: 'No luck.' } });
  past(requested, completed)
    .when((now) => failImport(now, 'No luck.'))
    .thenNothing();
});

test('only a dry run is analysed, and it is over then', () => {
  const analysis = {
    notes: 3,
    links: 1,
    outcomes: { created: 3 },
    unresolved: { count: 0, targets: [] },
    collisions: { count: 0, names: [] },
    problems: { count: 0, files: [] },
  };
  past(requested)
    .when((now) => analysed(now, analysis))
    .thenNothing();
  past({ type: 'ImportRequested', data: { ...wanted, dryRun: true } })
    .when((now) => analysed(now, analysis))
    .then({ type: 'ImportAnalysed', data: { ...of, ...analysis } }, completed);
});
