import ts from 'typescript';
import { type Source, wording } from '../sources.ts';
import type { Rule } from './rule.ts';

const statement =
  /^\s*(select\b[^]*\bfrom\b|insert\s+into\b|update\s+[\w."?]+\s+(as\s+\w+\s+)?set\b|delete\s+from\b|with\s+(recursive\s+)?\w+\b[^]*\bas\s|(create|alter|drop)\s+(table|index|schema|function|view)\b|truncate\s|notify\s|listen\s)/i;

const isTagged = (node: ts.Node): boolean => ts.isTaggedTemplateExpression(node) && /\bsql$/.test(node.tag.getText());

const statements = (source: Source): readonly string[] => {
  if (source.path.endsWith('.sql')) return [source.text.replaceAll(/--.*$|\/\*[^]*?\*\//gm, '')];
  return source.nodes.flatMap((node) => {
    const text = wording(node);
    if (text === undefined) return [];
    return isTagged(node.parent) || statement.test(text) ? [text] : [];
  });
};

const schemas = (all: readonly Source[]): readonly string[] => {
  const contexts = all.flatMap(({ context }) => context ?? []);
  const platform = all
    .filter(({ path, isTest }) => path.startsWith('src/platform/') && !isTest)
    .flatMap(({ text }) => [...text.matchAll(/create table (?:if not exists )?(\w+)\./gi)].map(([, name = '']) => name));
  return [...new Set([...contexts, ...platform])];
};

export const sqlRules: readonly Rule[] = [
  {
    name: 'sql-stays-in-its-rooms',
    because: 'SQL stands in views, migrations and the platform only.',
    over: ({ path, room, isTest }) =>
      path.startsWith('src/') && !isTest && !/^src\/(platform|testing)\//.test(path) && room !== 'views' && room !== 'migrations',
    broken: (source) => statements(source).map((text) => text.trim().slice(0, 40)),
  },
  {
    name: 'sql-names-its-own-schema',
    because: 'No SQL names the schema of another context or of the platform.',
    over: ({ context }) => context !== undefined,
    broken: (source, all) =>
      schemas(all)
        .filter((schema) => schema !== source.context)
        .flatMap((schema) => {
          const naming = new RegExp(
            String.raw`(\b(from|join|into|update|table|references|on|only|exists|schema)\s+|,\s*)"?${schema}"?\.`,
            'i',
          );
          return statements(source)
            .filter((text) => naming.test(text))
            .map(() => `names ${schema}.…`);
        }),
  },
  {
    name: 'migrations-are-numbered',
    because: 'Migrations run in the order of their numbers: 001-nodes.sql, 002-….sql, none twice.',
    over: ({ path }) => /\/migrations\//.test(path),
    broken: ({ path }, all) => {
      const [folder, name] = [path.slice(0, path.lastIndexOf('/') + 1), path.slice(path.lastIndexOf('/') + 1)];
      if (!/^\d{3}-[a-z0-9-]+\.sql$/.test(name)) return ['its name'];
      const twice = all.some((other) => other.path !== path && other.path.startsWith(folder + name.slice(0, 3)));
      return twice ? ['its number is taken twice'] : [];
    },
  },
];
