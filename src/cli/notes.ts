import type { Client } from './client.ts';
import { ServerSaidNo, UsageError } from './problem.ts';
import { fields, list, text } from './read.ts';
import { table } from './table.ts';
import { columns } from './terminal.ts';
import { oneLine } from './text-width.ts';

export type NoteRef = { readonly id: string; readonly title: string };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The note a person named by its id or its title. Where a title fits several notes, says which, and asks for the id. */
export const findNote = async (client: Client, named: readonly string[], graph?: string): Promise<NoteRef> => {
  const name = named.join(' ').trim();
  if (uuid.test(name)) return refOf(await client.get(`/api/v2/nodes/${name.toLowerCase()}`));
  const called = await notesOf(client.get('/api/v2/nodes', { title: name, limit: 20, graph }));
  const exactly = called.filter(({ title }) => comparable(title) === comparable(name));
  const [only, ...others] = exactly.length > 0 ? exactly : called; // else it is an alias, or the name of a file
  if (only && others.length === 0) return only;
  if (only) throw new UsageError(`Several notes are called “${name}”. Name one by its id:\n${choices([only, ...others])}`);
  const close = await notesOf(client.get('/api/v2/search', { q: name, limit: 5, graph }));
  throw new ServerSaidNo({
    status: 404,
    code: 'cli.no-such-title',
    title: 'Not Found',
    detail: [`No note is called “${name}”.`, ...(close.length === 0 ? [] : ['These come close:', choices(close)])].join('\n'),
  });
};

const notesOf = async (answer: Promise<unknown>): Promise<readonly NoteRef[]> => list(fields(await answer)['items']).map(refOf);

const refOf = (answer: unknown): NoteRef => {
  const { id, title } = fields(answer);
  return { id: text(id), title: text(title) };
};

const comparable = (title: string): string => title.normalize('NFC').trim().toLowerCase();

const choices = (notes: readonly NoteRef[]): string =>
  table(
    [{}, { least: 20 }],
    notes.map(({ id, title }) => [id, oneLine(title)]),
    columns(),
    '  ',
  ).join('\n');
