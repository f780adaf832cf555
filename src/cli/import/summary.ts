import { type Paint, paint } from '../paint.ts';
import { type Fields, fields, list, number, text, texts } from '../read.ts';
import { table } from '../table.ts';
import { columns, count, counted, span } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

/** What each outcome means, in the order of the table. */
const meanings: readonly (readonly [outcome: string, meaning: string, tone: Paint])[] = [
  ['created', 'new notes', paint.good],
  ['updated', 'notes whose file has changed', paint.good],
  ['overwrote', 'changed here and in the folder; the file won, the history keeps both', paint.warn],
  ['kept', 'changed or deleted here and not in the folder; left as they are', paint.accent],
  ['unchanged', 'the same as before', paint.faint],
  ['skipped', 'no notes: attachments, links to files', paint.faint],
  ['failed', 'could not be brought in', paint.bad],
];

/** An import's outcome as a person reads it. `problems` is a page of its files that have one. */
export const summary = (state: Fields, problems: Fields): readonly string[] => {
  const counts = fields(state['counts']);
  const rows = meanings.filter(([outcome]) => number(counts[outcome]) > 0);
  const indent = '  ';
  return [
    headline(state),
    ...table(
      [{ align: 'right', paint: paint.strong }, {}, { paint: paint.faint, least: 20 }],
      rows.map(([outcome, meaning]) => [count(number(counts[outcome])), outcome, meaning]),
      columns(),
      indent,
    ).map((line, at) => line.replace(rows[at]?.[0] ?? '', (outcome) => rows[at]?.[2](outcome) ?? outcome)),
    ...missing(fields(state['missing'])),
    ...analysis(state['analysis']),
    ...troubles(problems),
  ];
};

const headline = (state: Fields): string => {
  const source = paint.strong(oneLine(text(state['source'])));
  const files = counted(number(state['entries']), 'file');
  const time = span(number(state['milliseconds']));
  if (state['dryRun'] === true) return `Dry run of ${source}: ${files} read in ${time}, nothing changed`;
  switch (state['status']) {
    case 'completed':
      return `Imported ${source}: ${files} in ${time}`;
    case 'running':
      return `Importing ${source}: ${count(number(state['done']))} of ${files} after ${time}`;
    case 'cancelled':
      return `${paint.warn('Cancelled')} the import of ${source} after ${count(number(state['done']))} of ${files}`;
    default:
      return `${paint.bad('Failed')} to import ${source}: ${text(state['reason'])}`;
  }
};

const named = (title: string, names: readonly string[], total: number): readonly string[] =>
  total === 0
    ? []
    : [
        '',
        title,
        ...names.slice(0, 10).map((name) => `  ${oneLine(name)}`),
        ...(total > 10 ? [paint.faint(`  and ${count(total - 10)} more`)] : []),
      ];

const missing = (gone: Fields): readonly string[] =>
  named(
    `${counted(number(gone['count']), 'file')} of earlier imports no longer there (the notes stay):`,
    texts(gone['paths']),
    number(gone['count']),
  );

const analysis = (found: unknown): readonly string[] => {
  if (found === undefined) return [];
  const { notes, links, unresolved, collisions } = fields(found);
  const loose = fields(unresolved);
  const same = fields(collisions);
  return [
    '',
    `${counted(number(notes), 'note')} with ${counted(number(links), 'link')}, ${count(number(loose['count']))} of them to notes that do not exist`,
    ...named('Looked for most often in vain:', texts(loose['targets']), texts(loose['targets']).length),
    ...named(
      'Names that several notes share:',
      list(same['names']).map((each) => `${text(each['name'])}: ${texts(each['paths']).join(', ')}`),
      number(same['count']),
    ),
  ];
};

const troubles = (problems: Fields): readonly string[] => {
  const items = list(problems['items']);
  if (items.length === 0) return [];
  const rows = items.map((item) => [
    item['outcome'] === 'failed' ? '✗' : '!',
    oneLine(text(item['path'])),
    oneLine(text(item['message'])),
  ]);
  const more = problems['truncated'] === true ? [paint.faint('  and more: almanac imports show <id> --json')] : [];
  return [
    '',
    paint.warn('Problems'),
    ...table([{ paint: paint.warn }, { least: 20 }, { paint: paint.faint, least: 20 }], rows, columns(), '  '),
    ...more,
  ];
};
