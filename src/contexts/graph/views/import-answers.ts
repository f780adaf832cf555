import { Type as t } from 'typebox';
import { found, valid } from '#kernel/rejection';
import { query } from '#platform/feature';
import type { Sql } from '#platform/postgres/sql';
import { Id } from '../contract.ts';
import { type Outcome, outcomes } from '../domain/import-file.ts';
import type { ImportRow } from './imports.ts';

const Counts = t.Object(Object.fromEntries(outcomes.map((outcome) => [outcome, t.Integer()])));

const ImportAnswer = t.Object({
  id: Id,
  graph: Id,
  source: t.String(),
  dryRun: t.Boolean(),
  status: t.Union([t.Literal('running'), t.Literal('completed'), t.Literal('failed'), t.Literal('cancelled')]),
  entries: t.Integer(),
  done: t.Integer(),
  counts: Counts,
  missing: t.Object({ count: t.Integer(), paths: t.Array(t.String()) }),
  analysis: t.Optional(t.Unknown()),
  reason: t.Optional(t.String()),
  requestedAt: t.String(),
  finishedAt: t.Optional(t.String()),
  milliseconds: t.Integer({ description: 'From the request to the end, or to now.' }),
});

export const getImport = query({
  name: 'graph.getImport',
  summary: 'Tells how far an import is and what has come of it.',
  access: 'graph:read',
  public: true,
  input: t.Object({ id: Id }),
  output: ImportAnswer,

  run: async ({ id }, { sql, tenant, now }) => {
    const [row] = await sql<ImportRow>`select * from graph.imports where tenant = ${tenant} and id = ${id}`;
    found(row !== undefined, 'graph.no-import', 'This import does not exist.');
    const counts = await countsOf(sql, tenant, [id]);
    return answerOf(row, counts.get(id) ?? {}, now());
  },
});

export const listImports = query({
  name: 'graph.listImports',
  summary: 'Lists the imports, the newest first.',
  access: 'graph:read',
  public: true,
  input: t.Object({ limit: t.Integer({ default: 20, minimum: 1, maximum: 100 }), cursor: t.Optional(t.String()) }),
  output: t.Object({ items: t.Array(ImportAnswer), truncated: t.Boolean(), cursor: t.Optional(t.String()) }),

  run: async ({ limit, cursor }, { sql, tenant, now }) => {
    const after = cursor === undefined ? null : idIn(cursor);
    const rows = await sql<ImportRow>`
      select i.* from graph.imports i left join graph.imports a on a.tenant = ${tenant} and a.id = ${after}::uuid
      where i.tenant = ${tenant} and (${after}::uuid is null or (i.requested_at, i.id) < (a.requested_at, a.id))
      order by i.requested_at desc, i.id desc limit ${limit + 1}`;
    const shown = rows.slice(0, limit);
    const counts = await countsOf(
      sql,
      tenant,
      shown.map(({ id }) => id),
    );
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      items: shown.map((row) => answerOf(row, counts.get(row.id) ?? {}, now())),
      truncated: last !== undefined,
      ...(last ? { cursor: cursorOf(last.id) } : {}),
    };
  },
});

const ImportedFile = t.Object({
  path: t.String(),
  outcome: t.Enum([...outcomes]),
  node: t.Optional(Id),
  code: t.Optional(t.String()),
  message: t.Optional(t.String()),
});

export const listImportFiles = query({
  name: 'graph.listImportFiles',
  summary: 'Lists what became of the files of an import: all, those of one outcome, or those with a problem.',
  access: 'graph:read',
  public: true,
  input: t.Object({
    id: Id,
    outcome: t.Optional(t.Enum([...outcomes, 'problem'])),
    limit: t.Integer({ default: 100, minimum: 1, maximum: 100 }),
    cursor: t.Optional(t.String()),
  }),
  output: t.Object({ items: t.Array(ImportedFile), truncated: t.Boolean(), cursor: t.Optional(t.String()) }),

  run: async ({ id, outcome = null, limit, cursor }, { sql, tenant }) => {
    const after = cursor === undefined ? -1 : ordinalIn(cursor);
    const rows = await sql<FileRow>`
      select ordinal, path, outcome, node, code, message from graph.import_outcomes
      where tenant = ${tenant} and import = ${id} and ordinal > ${after}
        and case ${outcome}::text when 'problem' then code is not null and outcome <> 'skipped' else outcome = coalesce(${outcome}::text, outcome) end
      order by ordinal limit ${limit + 1}`;
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      items: shown.map(fileAnswer),
      truncated: last !== undefined,
      ...(last ? { cursor: cursorOf(String(last.ordinal)) } : {}),
    };
  },
});

type FileRow = {
  readonly ordinal: number;
  readonly path: string;
  readonly outcome: Outcome;
  readonly node: string | null;
  readonly code: string | null;
  readonly message: string | null;
};

const fileAnswer = ({ path, outcome, node, code, message }: FileRow) => ({
  path,
  outcome,
  ...(node === null ? {} : { node }),
  ...(code === null ? {} : { code }),
  ...(message === null ? {} : { message }),
});

type Counted = Partial<Record<Outcome, number>>;

const countsOf = async (sql: Sql, tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, Counted>> => {
  const rows = await sql<{ readonly import: string; readonly counts: Counted }>`
    select import, json_object_agg(outcome, files) as counts from graph.import_counts
    where tenant = ${tenant} and import = any (${ids}::uuid[]) group by import`;
  return new Map(rows.map((row) => [row.import, row.counts]));
};

const answerOf = (row: ImportRow, counts: Counted, now: Date) => {
  const { id, graph, source, status, entries, done, analysis, reason } = row;
  const requested = new Date(row.requested_at);
  const finished = row.finished_at === null ? undefined : new Date(row.finished_at);
  return {
    id,
    graph,
    source,
    dryRun: row.dry_run,
    status,
    entries,
    done: analysis === null ? done : entries,
    counts: Object.fromEntries(outcomes.map((outcome) => [outcome, counts[outcome] ?? 0])),
    missing: { count: row.missing, paths: [...row.missing_paths] },
    ...(analysis === null ? {} : { analysis }),
    ...(reason === null ? {} : { reason }),
    requestedAt: requested.toISOString(),
    ...(finished ? { finishedAt: finished.toISOString() } : {}),
    milliseconds: (finished ?? now).getTime() - requested.getTime(),
  };
};

const cursorOf = (text: string): string => Buffer.from(text).toString('base64url');

const ordinalIn = (cursor: string): number => {
  const text = Buffer.from(cursor, 'base64url').toString();
  valid(/^\d{1,9}$/.test(text), 'graph.bad-cursor', 'This cursor does not come from here.');
  return Number(text);
};

const idIn = (cursor: string): string => {
  const text = Buffer.from(cursor, 'base64url').toString();
  valid(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text), 'graph.bad-cursor', 'This cursor does not come from here.');
  return text;
};
