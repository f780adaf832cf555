import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { Client, Query } from '../client.ts';
import { described, type Session, withSession } from '../command.ts';
import { csvLine } from '../csv.ts';
import { paint } from '../paint.ts';
import { type Fields, fields, list } from '../read.ts';
import { table } from '../table.ts';
import { columns, counted, print, printJson, tell } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

type Column = readonly [field: string, title: string, isNumber?: true];
type Report = { readonly path: string; readonly items: string; readonly columns: readonly Column[] };

const earned: readonly Column[] = [
  ['kg', 'kg', true],
  ['revenue', 'revenue', true],
  ['cost', 'cost', true],
  ['charges', 'charges', true],
  ['profit', 'profit', true],
  ['perKg', 'per kg', true],
];
const valued: readonly Column[] = [
  ['kg', 'kg', true],
  ['atCost', 'at cost', true],
  ['atMark', 'at mark', true],
  ['gain', 'gain', true],
];

const reports: Readonly<Record<string, Report>> = {
  profit: {
    path: 'profit',
    items: 'items',
    columns: [['number', 'deal'], ['on', 'day'], ['buyerName', 'buyer'], ['code', 'product'], ['status', 'state'], ...earned],
  },
  margins: {
    path: 'margins',
    items: 'items',
    columns: [['month', 'month'], ['grade', 'grade'], ['deals', 'deals', true], ...earned],
  },
  position: {
    path: 'position',
    items: 'items',
    columns: [
      ['grade', 'grade'],
      ['onHandKg', 'on hand', true],
      ['reservedKg', 'reserved', true],
      ['toComeKg', 'to come', true],
      ['openSalesKg', 'open sales', true],
      ['netKg', 'net', true],
    ],
  },
  market: { path: 'mark-to-market', items: 'items', columns: [['grade', 'grade'], ['warehouse', 'warehouse'], ...valued] },
  ageing: { path: 'stock-ageing', items: 'items', columns: [['grade', 'grade'], ['days', 'days'], ...valued] },
  receivables: {
    path: 'receivables-ageing',
    items: 'items',
    columns: [
      ['name', 'buyer'],
      ['notDue', 'not due', true],
      ['to30', '1-30', true],
      ['to60', '31-60', true],
      ['to90', '61-90', true],
      ['over90', '90+', true],
      ['owed', 'owed', true],
      ['advance', 'advance', true],
    ],
  },
  buyers: { path: 'top-parties', items: 'buyers', columns: [['name', 'buyer'], ['deals', 'deals', true], ...earned] },
  suppliers: {
    path: 'top-parties',
    items: 'suppliers',
    columns: [
      ['name', 'supplier'],
      ['purchases', 'purchases', true],
      ['kg', 'kg', true],
      ['amount', 'amount', true],
    ],
  },
  silent: {
    path: 'silent-buyers',
    items: 'items',
    columns: [
      ['name', 'buyer'],
      ['lastDeal', 'last deal'],
      ['days', 'days', true],
      ['deals', 'deals', true],
    ],
  },
};

type Options = {
  readonly json?: boolean;
  readonly csv?: string;
  readonly xlsx?: string;
  readonly from?: string;
  readonly to?: string;
  readonly on?: string;
};

export const defineReport = (program: Command): void => {
  const names = Object.keys(reports);
  described(program.command('report <name>'), `Show a report of the desk: ${names.join(', ')}.`, [
    'almanac report profit --from 2026-04-01 --to 2026-06-30',
    'almanac report receivables --csv receivables.csv',
    'almanac report position --xlsx position.xlsx',
  ])
    .option('--from <day>', 'from this day on (profit, margins, buyers, suppliers)')
    .option('--to <day>', 'up to this day')
    .option('--on <day>', 'as of this day (market, ageing, receivables, silent)')
    .addOption(new Option('--csv <file>', 'write all rows to a file instead').conflicts('xlsx'))
    .addOption(new Option('--xlsx <file>', 'write all rows to a spreadsheet instead'))
    .action((name: string, options: Options, command: Command) => {
      const report = reports[name];
      if (report === undefined) command.error(`There is no report ${name}. There are: ${names.join(', ')}.`);
      else return withSession(options, (session) => show(report, options, session));
    });
};

const show = async (report: Report, { csv, xlsx, from, to, on }: Options, { json, client }: Session): Promise<void> => {
  const query: Query = { ...(from !== undefined && { from }), ...(to !== undefined && { to }), ...(on !== undefined && { on }) };
  if (csv !== undefined) return writeCsv(report, csv, await allRows(client().exporting('csv'), report, query));
  if (xlsx !== undefined) return writeXlsx(report, xlsx, await allRows(client().exporting('xlsx'), report, query));
  const answer = fields(await client().get(`/api/v2/reports/${report.path}`, query));
  if (json) return printJson(answer);
  const items = list(answer[report.items]);
  if (items.length === 0) return print('Nothing to report.');
  const total =
    answer['total'] === undefined ? [] : [cells(report, { ...fields(answer['total']), [report.columns[0]?.[0] ?? '']: 'total' })];
  const shown = report.columns.map(([, , isNumber]) => (isNumber ? { align: 'right' as const } : { least: 10 }));
  const title = report.columns.map(([, name]) => paint.faint(name));
  print(...table(shown, [title, ...items.map((item) => cells(report, item)), ...total], columns()));
  if (answer['truncated'] === true) tell(paint.faint('There are more rows: --csv writes them all.'));
};

const cells = ({ columns: wanted }: Report, item: Fields): readonly string[] =>
  wanted.map(([field]) => {
    const value = item[field];
    return typeof value === 'number' ? String(value) : typeof value === 'string' ? oneLine(value) : '';
  });

const allRows = async (client: Client, { path, items }: Report, query: Query): Promise<readonly Fields[]> => {
  const rows: Fields[] = [];
  for (let cursor: string | undefined; ; ) {
    const answer = fields(await client.get(`/api/v2/reports/${path}`, { ...query, cursor }));
    rows.push(...list(answer[items]));
    if (typeof answer['cursor'] !== 'string') return rows;
    cursor = answer['cursor'];
  }
};

const writeCsv = (report: Report, file: string, rows: readonly Fields[]): void => {
  const lines = [report.columns.map(([, title]) => title), ...rows.map((row) => cells(report, row))];
  written(file, lines.map(csvLine).join(''), rows.length);
};

/** Amounts are numbers, so that a spreadsheet adds them up; everything else is text, so that nothing is taken for a formula. */
const writeXlsx = async (report: Report, file: string, rows: readonly Fields[]): Promise<void> => {
  const { default: writeExcel } = await import('write-excel-file/node');
  const title = report.columns.map(([, value]) => ({ value, type: String, fontWeight: 'bold' as const }));
  const lines = rows.map((row) =>
    cells(report, row).map((text, at) =>
      report.columns[at]?.[2] && text !== '' ? { value: Number(text), type: Number } : { value: text, type: String },
    ),
  );
  written(file, await writeExcel([title, ...lines], { stickyRowsCount: 1 }).toBuffer(), rows.length);
};

const written = (file: string, content: string | Buffer, rows: number): void => {
  writeFileSync(file, content, { mode: 0o600 });
  tell(`${paint.good('✓')} ${counted(rows, 'row')} in ${file}`);
};
