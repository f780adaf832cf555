import type { Sql } from '#platform/postgres/sql';
import type { Fact } from '#platform/log/event-log';
import { view } from '#platform/view';
import type { ImportEvent } from '../domain/import.ts';
import type { Analysis } from '../domain/import-analysis.ts';
import type { Outcome } from '../domain/import-file.ts';
import type { Print } from '../domain/import-print.ts';

export type ImportRow = {
  readonly id: string;
  readonly graph: string;
  readonly source: string;
  readonly dry_run: boolean;
  readonly status: 'running' | 'completed' | 'failed' | 'cancelled';
  readonly entries: number;
  readonly done: number;
  readonly missing: number;
  readonly missing_paths: readonly string[];
  readonly analysis: Analysis | null;
  readonly reason: string | null;
  readonly actor: string;
  readonly correlation: string;
  readonly requested_at: string;
  readonly finished_at: string | null;
};

/** What lists show of imports. */
export const imports = view<ImportEvent, ImportRow, 'id'>({
  name: 'graph.imports',
  key: ['id'],
  on: {
    ImportRequested: ({ data: { id, graph, source, dryRun, entries }, meta, recordedAt }, rows) =>
      rows.put({
        id,
        graph,
        source,
        dry_run: dryRun,
        status: 'running',
        entries,
        done: 0,
        missing: 0,
        missing_paths: [],
        analysis: null,
        reason: null,
        actor: meta.actor,
        correlation: meta.correlation,
        requested_at: recordedAt,
        finished_at: null,
      }),
    ImportAnalysed: ({ data: { id, graph: _, source: __, ...analysis } }, rows) => rows.patch({ id }, { analysis }),
    ImportBatchApplied: ({ data: { id, from, files } }, rows) => rows.patch({ id }, { done: from + files.length }),
    ImportCompleted: (event, rows) =>
      rows.patch(keyOf(event), {
        ...over(event, 'completed'),
        missing: event.data.missing,
        missing_paths: event.data.missingPaths,
      }),
    ImportFailed: (event, rows) => rows.patch(keyOf(event), { ...over(event, 'failed'), reason: event.data.reason }),
    ImportCancelled: (event, rows) => rows.patch(keyOf(event), over(event, 'cancelled')),
  },
});

type CountRow = { readonly import: string; readonly outcome: Outcome; readonly files: number };

/** How many files of an import came to which outcome. */
export const importCounts = view<ImportEvent, CountRow, 'import' | 'outcome'>({
  name: 'graph.import_counts',
  key: ['import', 'outcome'],
  on: {
    ImportBatchApplied: ({ data: { id, files } }, rows) => {
      for (const { outcome } of files) rows.add({ import: id, outcome }, { files: 1 });
    },
    ImportAnalysed: ({ data: { id, outcomes } }, rows) => {
      for (const [outcome, files] of Object.entries(outcomes)) rows.add({ import: id, outcome: outcome as Outcome }, { files }); // the keys of a Record
    },
  },
});

type OutcomeRow = {
  readonly import: string;
  readonly ordinal: number;
  readonly path: string;
  readonly outcome: Outcome;
  readonly node: string | null;
  readonly code: string | null;
  readonly message: string | null;
};

/** What became of each file of an import. */
export const importOutcomes = view<ImportEvent, OutcomeRow, 'import' | 'ordinal'>({
  name: 'graph.import_outcomes',
  key: ['import', 'ordinal'],
  on: {
    ImportBatchApplied: ({ data: { id, from, files } }, rows) =>
      files.forEach(({ path, outcome, node, trouble }, at) =>
        rows.put({
          import: id,
          ordinal: from + at,
          path,
          outcome,
          node: node ?? null,
          code: trouble?.code ?? null,
          message: trouble?.message ?? null,
        }),
      ),
  },
});

type FileRow = {
  readonly node: string;
  readonly graph: string;
  readonly source: string;
  readonly path: string;
  readonly print: Print;
  readonly import: string;
};

/** What each source last said of each note. */
export const importFiles = view<ImportEvent, FileRow, 'node'>({
  name: 'graph.import_files',
  key: ['node'],
  on: {
    ImportBatchApplied: ({ data: { id, graph, source, files } }, rows) => {
      for (const { path, node, print } of files) {
        if (node === undefined) continue;
        if (print !== undefined) rows.put({ node, graph, source, path, print, import: id });
        else rows.patch({ node }, { import: id }); // there, though it could not be taken
      }
    },
  },
});

type Ended = Extract<ImportEvent, { type: 'ImportCompleted' | 'ImportFailed' | 'ImportCancelled' }>;

const keyOf = ({ data }: Fact<Ended>) => ({ id: data.id });
const over = <S extends ImportRow['status']>({ recordedAt }: Fact<Ended>, status: S) => ({ status, finished_at: recordedAt });

type Last = { readonly print: Print; readonly import: string };

/** What a source last said of these notes, and in which import, by note. */
export const lastPrints = async (
  sql: Sql,
  tenant: string,
  { source }: Pick<ImportRow, 'source'>,
  nodes: readonly string[],
): Promise<ReadonlyMap<string, Last>> => {
  const rows = await sql<Last & { readonly node: string }>`
    select node, print, import from graph.import_files where tenant = ${tenant} and node = any (${nodes}::uuid[]) and source = ${source}`;
  return new Map(rows.map(({ node, ...last }) => [node, last]));
};

/** The files whose notes are still there, but which the import did not see any more. */
export const missingFiles = async (
  sql: Sql,
  tenant: string,
  { id, graph, source }: Pick<ImportRow, 'id' | 'graph' | 'source'>,
): Promise<readonly string[]> => {
  const rows = await sql<{ readonly path: string }>`
    select f.path from graph.import_files f
    where f.tenant = ${tenant} and f.graph = ${graph} and f.source = ${source} and f.import <> ${id}
      and exists (select from graph.nodes n where n.tenant = f.tenant and n.id = f.node)
    order by f.path`;
  return rows.map(({ path }) => path);
};

/** Whether there is an import with this id, whatever became of it. */
export const isRequested = async (
  sql: Sql,
  { tenant, id }: { readonly tenant: string; readonly id: string },
): Promise<boolean> => {
  const rows = await sql`select from graph.imports where tenant = ${tenant} and id = ${id}`;
  return rows.length > 0;
};
