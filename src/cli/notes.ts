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
  const candidates = await search(client, name, graph);
  const same = candidates.filter(({ title }) => comparable(title) === comparable(name));
  const [only, ...others] = same;
  if (only && others.length === 0) return only;
  if (only) throw new UsageError(`Several notes are called “${name}”. Name one by its id:\n${choices(same)}`);
  throw new ServerSaidNo({
    status: 404,
    code: 'cli.no-such-title',
    title: 'Not Found',
    detail: [`No note is called “${name}”.`, ...(candidates.length === 0 ? [] : ['These come close:', choices(candidates.slice(0, 5))])].join('\n'),
  });
};

const search = async (client: Client, name: string, graph: string | undefined): Promise<readonly NoteRef[]> => {
  const answer = await client.get('/api/v2/nodes', { title: name, limit: 20, graph });
  const named = list(fields(answer)['items']).map(refOf);
  if (named.length > 0) return named;
  return list(fields(await client.get('/api/v2/search', { q: name, limit: 10, graph }))['items']).map(refOf);
};

const refOf = (answer: unknown): NoteRef => {
  const { id, title } = fields(answer);
  return { id: text(id), title: text(title) };
};

const comparable = (title: string): string => title.normalize('NFC').trim().toLowerCase();

const choices = (notes: readonly NoteRef[]): string =>
  table([{}, { least: 20 }], notes.map(({ id, title }) => [id, oneLine(title)]), columns(), '  ').join('\n');
