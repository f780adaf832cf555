import { type Static, Type as t } from 'typebox';
import { valid } from '#kernel/rejection';
import { Id } from '../contract.ts';
import { Aliases } from '../domain/alias.ts';
import { Content } from '../domain/content.ts';
import { Path } from '../domain/path.ts';
import { Position } from '../domain/position.ts';
import { Properties } from '../domain/properties.ts';
import { Tags } from '../domain/tag.ts';
import { Title } from '../domain/title.ts';
import type { Note } from '../domain/node.ts';
import { parseNote } from '../markdown/parse-note.ts';

/** Room for a note of the greatest length in any script, as JSON. */
export const NOTE_BYTES = 8 * 1024 * 1024;

export const said = {
  title: t.Optional(t.String({ description: 'Left out: the first heading, or the name of the file.' })),
  content: t.Optional(t.String({ description: 'Markdown. Links, tags and front matter in it are read.' })),
  tags: t.Optional(t.Array(t.String(), { description: 'Beside those in the content.' })),
  aliases: t.Optional(t.Array(t.String())),
  properties: t.Optional(t.Record(t.String(), t.Unknown(), { description: 'Left out: those of the front matter.' })),
  position: t.Optional(t.Object({ x: t.Number(), y: t.Number(), z: t.Optional(t.Number()) })),
};

export const NewNode = t.Object({
  id: t.Optional(Id),
  graph: t.Optional(Id),
  ...said,
  path: t.Optional(t.String({ description: 'Where the note lies in the folder it came from. Relative links start there.' })),
  source: t.Optional(t.String({ maxLength: 255, description: 'Where the note came from, in words of your own.' })),
});

type Said = Omit<Pick<Static<typeof NewNode>, keyof typeof said>, 'tags' | 'aliases'> & {
  readonly tags?: readonly string[];
  readonly aliases?: readonly string[];
  readonly path?: string;
};

/** What a request says of a note, together with what the note's own text says. */
export const noteFrom = ({
  title,
  content = '',
  tags = [],
  aliases = [],
  properties,
  position,
  path,
}: Said): Omit<Note, 'id' | 'graph' | 'source'> => {
  valid(
    title !== undefined || content.trim() !== '' || path !== undefined,
    'graph.no-title',
    'A note needs a title or some text.',
  );
  const text = Content(content);
  const place = path === undefined ? undefined : Path(path);
  const parsed = parseNote(content, place);
  return {
    title: title === undefined ? parsed.title : Title(title),
    content: text,
    tags: Tags([...tags, ...parsed.tags]),
    aliases: Aliases([...aliases, ...parsed.aliases]),
    properties: properties === undefined ? parsed.properties : Properties(properties),
    links: parsed.links,
    ...(position && { position: Position({ z: 0, ...position }) }),
    ...(place !== undefined && { path: place }),
  };
};
