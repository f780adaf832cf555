import { extname } from 'node:path';
import { openFile } from '../file.ts';
import { messageOf, UsageError } from '../problem.ts';
import type { Kind } from './kinds.ts';

export type Row = Readonly<Record<string, string>>;
export type Line = { readonly line: number; readonly row: Row };

/** The rows of a CSV file, or of the first sheet of an XLSX file, by field; columns that no field is found in are left out. */
export async function* rowsOf(file: string, kind: Kind, map: readonly string[]): AsyncGenerator<Line> {
  let fields: readonly (string | undefined)[] | undefined;
  for await (const { line, cells } of extname(file).toLowerCase() === '.xlsx' ? sheetOf(file) : tableOf(file)) {
    if (fields === undefined) {
      fields = headerOf(cells, kind, map);
      continue;
    }
    const found = fields.flatMap((field, at) => {
      const text = cells[at]?.trim() ?? '';
      return field === undefined || text === '' ? [] : [[field, kind.days?.includes(field) ? dayOf(text) : text] as const];
    });
    if (found.length > 0) yield { line, row: Object.fromEntries(found) };
  }
}

type Cells = { readonly line: number; readonly cells: readonly string[] };

async function* tableOf(file: string): AsyncGenerator<Cells> {
  const { parse } = await import('csv-parse');
  const parser = parse({ bom: true, info: true, skip_empty_lines: true, relax_column_count: true });
  (await openFile(file))
    .createReadStream()
    .on('error', (error) => parser.destroy(error))
    .pipe(parser);
  for await (const each of parser) {
    const { record, info } = each as { readonly record: readonly string[]; readonly info: { readonly lines: number } }; // as `info` asks for
    yield { line: info.lines, cells: record };
  }
}

async function* sheetOf(file: string): AsyncGenerator<Cells> {
  const { readSheet } = await import('read-excel-file/node');
  await using opened = await openFile(file);
  const rows = await readSheet(await opened.readFile()).catch((error: unknown) => {
    throw new UsageError(`${file} is not an XLSX file that can be read: ${messageOf(error)}`);
  });
  for (const [at, cells] of rows.entries()) yield { line: at + 1, cells: cells.map(textOf) };
}

const textOf = (cell: unknown): string => {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';
};

/** Which field each column holds. */
const headerOf = (
  titles: readonly string[],
  { names, needed }: Kind,
  map: readonly string[],
): readonly (string | undefined)[] => {
  const asked = new Map(map.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  for (const field of asked.keys())
    if (!(field in names)) throw new UsageError(`There is no field "${field}". There are: ${Object.keys(names).join(', ')}.`);
  const fieldIn = (title: string) =>
    Object.keys(names).find((field) => (asked.has(field) ? asked.get(field) === title : names[field]?.includes(plain(title))));
  const found = titles.map((title) => fieldIn(title.trim()));
  const missing = needed.filter((field) => !found.includes(field));
  if (missing.length > 0)
    throw new UsageError(
      `No column holds the ${missing.join(' and the ')}. The columns are: ${titles.join(', ')}. Say which with --map ${missing[0]}=…`,
    );
  return found;
};

const plain = (title: string): string => title.toLowerCase().replaceAll(/[^a-z]/g, '');

/** A day as people write it in India, 31/03/2026 or 31-3-2026, in the form of ISO 8601; anything else stays as it is. */
const dayOf = (text: string): string => {
  const [, day, month, year] = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(text) ?? [];
  return day === undefined || month === undefined ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
};
