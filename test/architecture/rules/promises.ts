import ts from 'typescript';
import { lineOf, type Source } from '../sources.ts';
import type { Rule } from './rule.ts';

const together = new Set(['all', 'allSettled', 'race', 'any']);

const isFunction = (node: ts.Node): boolean => ts.isFunctionLike(node) || ts.isSourceFile(node);
const functionOf = (node: ts.Node): ts.Node => (isFunction(node) ? node : functionOf(node.parent));

/** The call of `Promise.all` and its like. */
const isJoin = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) &&
  ts.isPropertyAccessExpression(node.expression) &&
  node.expression.expression.getText() === 'Promise' &&
  together.has(node.expression.name.text);

const bare = (node: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node) ? bare(node.expression) : node;

/** The variable that an expression reads, also by `name[0]` and `name.part`. */
const rootOf = (expression: ts.Expression): string | undefined => {
  const at = bare(expression);
  if (ts.isIdentifier(at)) return at.text;
  return ts.isElementAccessExpression(at) || ts.isPropertyAccessExpression(at) ? rootOf(at.expression) : undefined;
};

/** Whether the work begins here and goes on: a call that nobody awaits, or a collection of such. */
const begins = (node: ts.Expression): boolean => {
  const at = bare(node);
  if (ts.isNewExpression(at)) return !cannotFail(at);
  if (ts.isCallExpression(at)) return !isHeard(at) && !harmless.test(at.expression.getText());
  if (ts.isArrayLiteralExpression(at)) return at.elements.some(begins);
  if (ts.isObjectLiteralExpression(at))
    return at.properties.some((each) => ts.isPropertyAssignment(each) && begins(each.initializer));
  return ts.isConditionalExpression(at) && (begins(at.whenTrue) || begins(at.whenFalse));
};

/** Calls whose promise hears its own failure, or has none. */
const harmless = /^(ahead|Promise\.(resolve|withResolvers))$/;

/** `new Promise((resolve) => …)`: nothing in it rejects. */
const cannotFail = (made: ts.NewExpression): boolean => {
  const executor = made.arguments?.[0];
  return (
    made.expression.getText() !== 'Promise' ||
    (executor !== undefined && ts.isArrowFunction(executor) && executor.parameters.length === 1)
  );
};

/** `work.catch(…)` and `work.then(…, …)` hear a failure wherever they stand. */
const isHeard = (node: ts.Node): boolean =>
  ts.isCallExpression(node) &&
  ts.isPropertyAccessExpression(node.expression) &&
  (node.expression.name.text === 'catch' || (node.expression.name.text === 'then' && node.arguments.length === 2));

type Started = { readonly names: readonly string[]; readonly declaration: ts.VariableDeclaration };

const startedIn = (source: Source): readonly Started[] =>
  source.nodes
    .filter(ts.isVariableDeclaration)
    .filter(({ initializer }) => initializer !== undefined && begins(initializer))
    .map((declaration) => ({
      declaration,
      names: ts.isIdentifier(declaration.name)
        ? [declaration.name.text]
        : declaration.name.elements.flatMap((each) => (ts.isBindingElement(each) ? [each.name.getText()] : [])),
    }));

/** Where a failure of the work is heard: by `await`, by `Promise.all` and its like, or by a handler. */
const hears = (node: ts.Node, name: string): boolean => {
  if (ts.isAwaitExpression(node)) return rootOf(node.expression) === name;
  if (isJoin(node)) return node.arguments.some((argument) => mentions(argument, name));
  return isHeard(node) && ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)
    ? rootOf(node.expression.expression) === name
    : false;
};

const joinsItself = (node: ts.Node, name: string): boolean =>
  isJoin(node) &&
  node.arguments.some((argument) =>
    (ts.isArrayLiteralExpression(argument) ? argument.elements : [argument]).some(
      (element) => rootOf(ts.isSpreadElement(element) ? element.expression : element) === name,
    ),
  );

const mentions = (node: ts.Node, name: string): boolean =>
  (ts.isIdentifier(node) && node.text === name) ||
  (ts.forEachChild(node, (child) => mentions(child, name) || undefined) ?? false);

/** Whether a node stands where not every run through the function comes. */
const isConditional = (node: ts.Node, within: ts.Node): boolean => {
  for (let at = node; at !== within && at.parent !== undefined; at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && at !== parent.expression) return true;
    if (ts.isConditionalExpression(parent) && at !== parent.condition) return true;
    if (ts.isForStatement(parent) && at !== parent.initializer) return true;
    if ((ts.isWhileStatement(parent) || ts.isForOfStatement(parent) || ts.isForInStatement(parent)) && at === parent.statement)
      return true;
    if (ts.isCaseOrDefaultClause(parent) || ts.isCatchClause(parent)) return true;
  }
  return false;
};

/** Promises that are awaited one by one, though they were started together or before another wait. */
const awaitedLate = (source: Source, { names, declaration }: Started): boolean => {
  const home = functionOf(declaration);
  const block = declaration.parent.parent.parent;
  const later = source.nodes.filter((node) => node.pos >= declaration.end && node.end <= home.end && functionOf(node) === home);
  return names.some((name) => {
    const hearing = later.filter((node) => hears(node, name));
    if (!hearing.some((node) => ts.isAwaitExpression(node) || joinsItself(node, name))) return false; // no promise, or one for others
    const first = hearing.find((node) => !isConditional(node, block));
    const until = first?.end ?? home.end;
    const others = later.filter(
      (node) =>
        ts.isAwaitExpression(node) &&
        node.end < until &&
        !hearing.some((each) => each.pos <= node.pos && node.pos < each.end) &&
        !mentions(node, name),
    );
    return (
      first === undefined || others.length > 0 || (first !== undefined && !isJoin(first) && hearsOneOfMany(first, declaration))
    );
  });
};

/** `await both[0]`, `await started.deal`: the others of the collection go unheard when this one fails. */
const hearsOneOfMany = (node: ts.Node, { name, initializer }: ts.VariableDeclaration): boolean => {
  if (!ts.isAwaitExpression(node) || initializer === undefined) return false;
  const collection = bare(initializer);
  const many = ts.isArrayLiteralExpression(collection)
    ? collection.elements.length
    : ts.isObjectLiteralExpression(collection)
      ? collection.properties.length
      : 1;
  return many > 1 && (!ts.isIdentifier(name) || !ts.isIdentifier(bare(node.expression)));
};

/** `for (const each of started) await each`, and `for await (const each of started)`. */
const loopsOver = (source: Source): readonly ts.Node[] => {
  const collections = new Set(
    startedIn(source).flatMap(({ names, declaration }) => {
      const initializer = declaration.initializer && bare(declaration.initializer);
      const isMade =
        initializer &&
        (ts.isArrayLiteralExpression(initializer) || /\.map\(\s*(async|\(?\w*\)?\s*=>\s*\w+\()/.test(initializer.getText()));
      return isMade ? names : [];
    }),
  );
  return source.nodes.filter(ts.isForOfStatement).filter((loop) => {
    const over = rootOf(loop.expression);
    if (over === undefined || !collections.has(over)) return false;
    if (loop.awaitModifier !== undefined) return true;
    const [each] = ts.isVariableDeclarationList(loop.initializer) ? loop.initializer.declarations : [];
    return source.nodes.some(
      (node) =>
        ts.isAwaitExpression(node) &&
        node.pos >= loop.pos &&
        node.end <= loop.end &&
        rootOf(node.expression) === each?.name.getText(),
    );
  });
};

/** `work = begun()`, where the function awaits `work`: at some other time than it begins. */
const startedLate = (source: Source): readonly ts.Node[] =>
  source.nodes.filter(ts.isBinaryExpression).filter(({ operatorToken, left, right }) => {
    if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isIdentifier(left) || !begins(right)) return false;
    const home = functionOf(left);
    return source.nodes.some(
      (node) => ts.isAwaitExpression(node) && functionOf(node) === home && bare(node.expression).getText() === left.text,
    );
  });

/** `Promise.all([begun(), await other()])`: nobody hears the first while the second is awaited. */
const joinsLate = (source: Source): readonly ts.Node[] =>
  source.nodes.filter(isJoin).filter(({ arguments: [list] }) => {
    if (list === undefined || !ts.isArrayLiteralExpression(list)) return false;
    const begun = list.elements.findIndex(begins);
    return begun >= 0 && list.elements.slice(begun + 1).some((element) => containsAwait(element));
  });

const containsAwait = (node: ts.Node): boolean =>
  ts.isAwaitExpression(node) ||
  (!ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => containsAwait(child) || undefined) ?? false));

export const promiseRules: readonly Rule[] = [
  {
    name: 'no-promise-is-kept-unheard',
    because:
      'A promise that is kept while another is awaited fails unheard, which ends a process: await it at once, join them with Promise.all, or handle its failure where it begins.',
    over: ({ path, isTest }) => path.startsWith('src/') && !path.startsWith('src/testing/') && !isTest,
    broken: (source) =>
      [
        ...startedIn(source)
          .filter((started) => awaitedLate(source, started))
          .map(({ declaration }) => declaration),
        ...startedLate(source),
        ...loopsOver(source),
        ...joinsLate(source),
      ].map((node) => `line ${lineOf(source, node) + 1}: ${node.getText().slice(0, 60)}`),
  },
];
