import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Row } from '#platform/log/pending-rows';

type Column = { readonly name: string; readonly json: boolean };

/** Writes rows into a table by COPY: half the time of an insert from JSON. What a row leaves out is null. */
export const copyRows = async (client: PoolClient, table: string, rows: readonly Row[]): Promise<void> => {
  if (rows.length === 0) return;
  const { rows: columns } = await client.query<Column>(
    `select attname as name, atttypid in ('json'::regtype, 'jsonb'::regtype) as json from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
  const names = columns.map(({ name }) => name).join(', ');
  await pipeline(Readable.from(chunks(columns, rows)), client.query(copyFrom(`copy ${table} (${names}) from stdin`)));
};

const chunkLength = 65_536;

/** The text format of COPY, in pieces that are worth sending. */
function* chunks(columns: readonly Column[], rows: readonly Row[]): Generator<string> {
  let text = '';
  for (const row of rows) {
    let line = '';
    for (const { name, json } of columns) line += `${line === '' ? '' : '\t'}${field(row[name], json)}`;
    text += `${line}\n`;
    if (text.length < chunkLength) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

const field = (value: unknown, json: boolean): string => {
  if (value === null || value === undefined) return '\\N';
  if (json) return escaped(JSON.stringify(value));
  return typeof value === 'string' ? escaped(value) : escaped(literal(value));
};

const special = /[\\\t\n\r]/;
const escaped = (text: string): string =>
  special.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
    : text;

/** An array as PostgreSQL writes it, anything else as it prints itself. */
const literal = (value: unknown): string => (Array.isArray(value) ? `{${value.map(element).join(',')}}` : String(value));

const element = (item: unknown): string => {
  if (item === null || item === undefined) return 'NULL';
  if (Array.isArray(item)) return literal(item);
  const text = typeof item === 'string' ? item : JSON.stringify(item);
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
};
