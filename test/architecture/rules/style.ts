import ts from 'typescript';
import { comments, lineOf, type Source } from '../sources.ts';
import type { Rule } from './rule.ts';

const everywhere = () => true;
const inSources = ({ path }: Source) => path.startsWith('src/');
const isCode = ({ path }: Source) => !path.endsWith('.sql');

const emptyNames = /(Manager|Helper|Helpers|Util|Utils|Base|Impl|Dto)$|^I[A-Z][a-z]+[A-Z]?\w*(Service|Repository|Store)$/;
const emptyFiles = /(^|[/-])(utils?|helpers?|common|misc|base|impl|dto|manager)([./-]|$)/;

const isDeclaration = (
  node: ts.Node,
): node is ts.VariableDeclaration | ts.TypeAliasDeclaration | ts.FunctionDeclaration | ts.ClassDeclaration =>
  ts.isVariableDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isClassDeclaration(node);

/** The constructor of a brand, as in `const Weight = (value: number): Weight => … value as Weight`. */
const standsInConstructorOf = (node: ts.AsExpression): boolean => {
  const wanted = node.type.getText();
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent)
    if (ts.isVariableDeclaration(at) && at.name.getText() === wanted) return true;
  return false;
};

const hasReason = (source: Source, node: ts.Node): boolean => {
  const rows = source.text.split('\n');
  const first = lineOf(source, node);
  const last = source.tree.getLineAndCharacterOfPosition(node.getEnd()).line;
  return rows.slice(Math.max(0, first - 1), last + 1).some((row) => /\/\/ |\*\//.test(row));
};

const isSwitchedOff = (node: ts.Node): boolean =>
  ts.isCallExpression(node) &&
  ts.isPropertyAccessExpression(node.expression) &&
  /^(test|it|describe|suite)\b/.test(node.expression.expression.getText()) &&
  ['skip', 'only', 'todo'].includes(node.expression.name.text);

export const styleRules: readonly Rule[] = [
  {
    name: 'no-barrel',
    because: 'A name is imported from the file that says it.',
    over: isCode,
    broken: ({ path }) => (/(^|\/)index\.\w+$/.test(path) ? ['index file'] : []),
  },
  {
    name: 'at-most-300-lines',
    because: 'One idea per file: at 200 lines ask, at 300 split.',
    over: everywhere,
    broken: ({ text }) => (text.trimEnd().split('\n').length > 300 ? [`${text.trimEnd().split('\n').length} lines`] : []),
  },
  {
    name: 'at-most-four-folders-deep',
    because: 'A tree that a person can hold in the head.',
    over: inSources,
    broken: ({ path }) => (path.split('/').length > 6 ? ['too deep'] : []),
  },
  {
    name: 'names-say-something',
    because: 'Words of the business: no Manager, Helper, Util, Base, Impl, Dto.',
    over: isCode,
    broken: (source) => [
      ...(emptyFiles.test(source.path) ? ['its file name'] : []),
      ...source.nodes
        .filter(isDeclaration)
        .flatMap(({ name }) => (emptyNames.test(name?.getText() ?? '') ? [name?.getText() ?? ''] : [])),
    ],
  },
  {
    name: 'no-any-by-assertion',
    because: 'It switches the compiler off from here on.',
    over: isCode,
    broken: (source) =>
      source.nodes
        .filter((node) => ts.isAsExpression(node) && node.type.kind === ts.SyntaxKind.AnyKeyword)
        .map((node) => node.getText()),
  },
  {
    name: 'assertions-give-their-reason',
    because: '`as` stands in the constructor of a brand, or beside a comment that says why the types cannot know.',
    over: (source) => inSources(source) && !source.isTest,
    broken: (source) =>
      source.nodes
        .filter(ts.isAsExpression)
        .filter((node) => node.type.getText() !== 'const' && !standsInConstructorOf(node) && !hasReason(source, node))
        .map((node) => `line ${lineOf(source, node) + 1}: as ${node.type.getText()}`),
  },
  {
    name: 'no-test-is-switched-off',
    because: 'What does not run proves nothing.',
    over: isCode,
    broken: (source) => source.nodes.filter(isSwitchedOff).map((node) => node.getText().slice(0, 40)),
  },
  {
    name: 'no-promise-instead-of-work',
    because: 'Notes to oneself and switched-off checks belong into an issue, not into the code.',
    over: everywhere,
    broken: (source) =>
      comments(source).filter((text) => {
        if (/\b(TO-?DO|FIX-?ME|XX[X]|HA[C]K)\b/.test(text)) return true;
        if (/@ts-(ignore|nocheck)/.test(text)) return true;
        if (/@ts-expect-error/.test(text)) return !source.isTest;
        return /(oxlint|eslint|biome)-(disable|ignore)/.test(text) && !/ -- \S/.test(text);
      }),
  },
];
