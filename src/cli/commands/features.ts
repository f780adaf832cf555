import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { paint } from '../paint.ts';
import { type Fields, fields, list, text, texts } from '../read.ts';
import { table } from '../table.ts';
import { columns, print, printJson } from '../terminal.ts';

type Options = { readonly json?: boolean };

export const defineFeatures = (program: Command): void => {
  described(program.command('features'), 'List everything the server can do; `almanac call` calls any of it.', [
    'almanac features',
    'almanac features --json | jq -r ".items[].name"',
  ]).action((options: Options) => withSession(options, features));
};

const features = async ({ json, client }: Session): Promise<void> => {
  const items = featuresIn(fields(await client().get('/openapi.json')));
  if (json) return printJson({ items });
  print(
    ...table(
      [{ paint: paint.strong }, { paint: paint.faint }, { least: 20 }],
      items.map(({ name, route, summary }) => [name, route, summary]),
      columns(),
    ),
  );
};

type Listed = { readonly name: string; readonly route: string; readonly summary: string };

/** Every feature of the server, as its description of itself names them; those without a route of their own too. */
const featuresIn = (document: Fields): readonly Listed[] => {
  const paths = fields(document['paths']);
  const routed = new Map<string, Listed>();
  for (const [path, operations] of Object.entries(paths))
    for (const [method, operation] of Object.entries(fields(operations))) {
      const { operationId, summary } = fields(operation);
      routed.set(text(operationId), {
        name: text(operationId),
        route: `${method.toUpperCase()} ${path}`,
        summary: text(summary),
      });
    }
  const [name] = list(fields(fields(paths['/api/call/{name}'])['post'])['parameters']);
  const names = texts(fields(fields(name)['schema'])['enum']);
  return names.toSorted().map((each) => routed.get(each) ?? { name: each, route: '', summary: '' });
};
