import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** A file as the rules see it. */
export type Source = {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The context it belongs to, if any. */
  readonly context: string | undefined;
  /** The folder inside the context: domain, features, views, migrations … */
  readonly room: string | undefined;
  readonly isTest: boolean;
  /** Whether a README.md lies in the same folder. */
  readonly hasReadme: boolean;
  /** Every syntax node, outermost first; none in SQL. */
  readonly nodes: readonly ts.Node[];
  readonly tree: ts.SourceFile;
};

const pattern = '{src,test,bench,scripts}/**/*.{ts,mjs,sql}';

export const sources = (root: string): readonly Source[] =>
  globSync(pattern, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/^bench\/peers\/|\/node_modules\/|\/gen\//.test(path))
    .toSorted()
    .map((path) => source(root, path));

const source = (root: string, path: string): Source => {
  const text = readFileSync(join(root, path), 'utf8');
  const [, context, room] = /^src\/contexts\/([^/]+)\/(?:([^/]+)\/)?/.exec(path) ?? [];
  const tree = ts.createSourceFile(path, path.endsWith('.sql') ? '' : text, ts.ScriptTarget.Latest, true);
  return {
    path,
    text,
    context,
    room,
    isTest: path.endsWith('.test.ts'),
    hasReadme: existsSync(join(root, dirname(path), 'README.md')),
    nodes: descend(tree),
    tree,
  };
};

const descend = (node: ts.Node): readonly ts.Node[] => {
  const found: ts.Node[] = [];
  const visit = (at: ts.Node) => {
    found.push(at);
    ts.forEachChild(at, visit);
  };
  visit(node);
  return found;
};

/** A string or template as it stands in the source, its holes as `?`. */
export const wording = (node: ts.Node): string | undefined => {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `?${literal.text}`).join('');
};

export const lineOf = (source: Source, node: ts.Node): number => source.tree.getLineAndCharacterOfPosition(node.getStart()).line;

/** The comments of a file, with the line they start in. */
export const comments = (source: Source): readonly string[] => {
  if (source.path.endsWith('.sql')) return [...source.text.matchAll(/--.*$|\/\*.*?\*\//gms)].map(([text]) => text);
  const ranges = new Map<number, string>();
  for (const node of source.nodes)
    for (const range of ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? [])
      ranges.set(range.pos, source.text.slice(range.pos, range.end));
  for (const node of source.nodes)
    for (const range of ts.getTrailingCommentRanges(source.text, node.getEnd()) ?? [])
      ranges.set(range.pos, source.text.slice(range.pos, range.end));
  return [...ranges.values()];
};
