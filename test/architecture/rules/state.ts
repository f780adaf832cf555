import ts from 'typescript';
import type { Source } from '../sources.ts';
import type { Rule } from './rule.ts';

const containers = ['Map', 'Set', 'LRUCache', 'AbortController', 'EventEmitter', 'AsyncLocalStorage'];
const makers = ['Buffer.alloc', 'Buffer.allocUnsafe', 'deadlines', 'idMaker', 'lockFolder'];
const changes = ['set', 'add', 'delete', 'clear', 'push', 'pop', 'shift', 'unshift', 'splice'];

const shares = /Shared by all apps of a process:/;

const commented = (source: Source, statement: ts.Node): boolean => {
  const before = ts.getLeadingCommentRanges(source.text, statement.getFullStart()) ?? [];
  return before.some(({ pos, end }) => shares.test(source.text.slice(pos, end)));
};

/** Whether the file changes the content of what has this name: a table that is only read is a constant. */
const changesIn = (source: Source, name: string): boolean =>
  source.nodes.some((node) => {
    if (ts.isPropertyAccessExpression(node) && node.expression.getText() === name) return changes.includes(node.name.text);
    return ts.isBinaryExpression(node) && node.operatorToken.getText() === '=' && isPartOf(node.left, name);
  });

// Where a sticky expression begins is set before each use.
const isPartOf = (target: ts.Expression, name: string): boolean =>
  (ts.isElementAccessExpression(target) || (ts.isPropertyAccessExpression(target) && target.name.text !== 'lastIndex')) &&
  target.expression.getText() === name;

const holdsState = (source: Source, { name, initializer: made }: ts.VariableDeclaration): boolean => {
  if (made && ts.isCallExpression(made) && makers.includes(made.expression.getText())) return true;
  if (made && ts.isNewExpression(made) && !containers.includes(made.expression.getText())) return false;
  return changesIn(source, name.getText());
};

const stateOf = (source: Source): readonly string[] =>
  source.tree.statements.filter(ts.isVariableStatement).flatMap((statement) => {
    if (commented(source, statement)) return [];
    const { declarations, flags } = statement.declarationList;
    const isChanging = (flags & ts.NodeFlags.Const) === 0;
    return declarations.filter((each) => isChanging || holdsState(source, each)).map(({ name }) => name.getText());
  });

export const stateRules: readonly Rule[] = [
  {
    name: 'no-state-in-a-module',
    because:
      'Two apps in one process share a module. State belongs to what createApp builds, or to an object that a WeakMap names; a pure cache says why it may be shared.',
    over: ({ path, isTest }) => path.startsWith('src/') && path.endsWith('.ts') && !isTest && !/^src\/(cli|testing)/.test(path),
    broken: stateOf,
  },
];
