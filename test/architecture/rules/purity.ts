import ts from 'typescript';
import type { Source } from '../sources.ts';
import type { Rule } from './rule.ts';

const pure = ['domain', 'engine', 'markdown'];
const useCases = ['features', 'views', 'reactions', 'processes'];
const surroundings = [
  'fetch',
  'process',
  'console',
  'crypto',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
];

const isIn = (rooms: readonly string[]) => (source: Source) => !source.isTest && rooms.includes(source.room ?? '');

const namesOf = (source: Source): ReadonlySet<string> =>
  new Set(
    source.nodes
      .filter(
        (node) =>
          ts.isBindingElement(node) || ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isImportSpecifier(node),
      )
      .map(({ name }) => name.getText()),
  );

/** Where a name of the surroundings is used as a value: not as a property, and not where the file gives the name its own meaning. */
const uses = (source: Source, name: string): readonly ts.Node[] => {
  if (namesOf(source).has(name)) return [];
  return source.nodes.filter(
    (node) =>
      ts.isIdentifier(node) &&
      node.text === name &&
      !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) &&
      !ts.isPropertyAssignment(node.parent) &&
      !ts.isPropertySignature(node.parent),
  );
};

const readsClock = (node: ts.Node): boolean => {
  if (ts.isNewExpression(node)) return node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0;
  return ts.isCallExpression(node) && ['Date', 'Date.now'].includes(node.expression.getText());
};

const asksChance = (node: ts.Node): boolean => ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random';

const shown = (nodes: readonly ts.Node[]): readonly string[] => nodes.map((node) => node.parent.getText().slice(0, 40));

const where = (source: Source, breaks: (node: ts.Node) => boolean): readonly string[] => shown(source.nodes.filter(breaks));

export const purityRules: readonly Rule[] = [
  {
    name: 'domains-know-no-clock-or-chance',
    because: 'Time and chance come in as arguments, so that replaying the past gives the past.',
    over: isIn(['domain']),
    broken: (source) => [...shown(uses(source, 'Date')), ...where(source, asksChance)],
  },
  {
    name: 'pure-rooms-ask-no-clock-or-chance',
    because: 'The same notes give the same index and the same connections, on every machine and in every test.',
    over: isIn(pure.filter((room) => room !== 'domain')),
    broken: (source) => where(source, (node) => readsClock(node) || asksChance(node)),
  },
  {
    name: 'use-cases-take-ports',
    because: 'Clock, chance, timers and network are ports, so that a whole process can run on simulated ones.',
    over: isIn(useCases),
    broken: (source) => [
      ...where(source, (node) => readsClock(node) || asksChance(node)),
      ...surroundings.flatMap((name) => shown(uses(source, name))),
    ],
  },
  {
    name: 'no-class-in-a-context',
    because: 'State is data and behaviour is functions; a class is for an error or for what owns a resource.',
    over: isIn([...pure, ...useCases]),
    broken: (source) => where(source, ts.isClassDeclaration),
  },
  {
    name: 'no-default-in-a-domain',
    because: 'A new event must be handled to compile; `default` would hide it.',
    over: isIn(['domain', 'processes']),
    broken: (source) => where(source, ts.isDefaultClause),
  },
];
