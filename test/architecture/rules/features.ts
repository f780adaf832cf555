import ts from 'typescript';
import { type Source, wording } from '../sources.ts';
import type { Rule } from './rule.ts';

type Declared = { readonly name: string; readonly spec: ts.ObjectLiteralExpression };

const isFeature = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) && ['command', 'query'].includes(node.expression.getText());

/** The `export const x = command({…})` and `query({…})` of a file, also those that a function makes of what they depend on. */
const declared = (source: Source): readonly Declared[] =>
  source.nodes.filter(isFeature).flatMap((call) => {
    const [spec] = call.arguments;
    const name = exportedName(call);
    return name !== undefined && spec !== undefined && ts.isObjectLiteralExpression(spec) ? [{ name, spec }] : [];
  });

const exportedName = (node: ts.Node): string | undefined => {
  for (let at = node; !ts.isSourceFile(at); at = at.parent)
    if (ts.isVariableDeclaration(at) && ts.isSourceFile(at.parent.parent.parent)) return at.name.getText();
  return undefined;
};

const camel = (path: string): string =>
  (path.split('/').at(-1) ?? '').replace(/\.ts$/, '').replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The code that a guard or a rejection is given, where it is written out. */
const codes = (node: ts.Node): readonly string[] => {
  const isGuard = ts.isCallExpression(node) && ['valid', 'found', 'must'].includes(node.expression.getText());
  const isRejection = ts.isNewExpression(node) && node.expression.getText() === 'Rejection';
  const argument = isGuard || isRejection ? node.arguments?.[1] : undefined;
  if (argument === undefined) return [];
  const choices = ts.isConditionalExpression(argument) ? [argument.whenTrue, argument.whenFalse] : [argument];
  return choices.flatMap((choice) => wording(choice) ?? []);
};

const isCallOf = (node: ts.Node, ...names: readonly string[]): node is ts.CallExpression =>
  ts.isCallExpression(node) &&
  names.includes(ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : node.expression.getText());

/** The function that a node stands in, and whether the node is what that function returns. */
const placeOf = (node: ts.Node): { readonly inside: ts.Node; readonly isReturned: boolean } => {
  let at = node;
  let isReturned = false;
  while (!ts.isSourceFile(at) && !(ts.isFunctionLike(at) && at !== node)) {
    if (ts.isReturnStatement(at) || (ts.isArrowFunction(at.parent) && at.parent.body === at && !ts.isBlock(at)))
      isReturned = true;
    at = at.parent;
  }
  return { inside: at, isReturned };
};

/** Decisions and calls that stand behind a decision in the same function. */
const furtherEffects = ({ nodes }: Source): readonly string[] => {
  const effects = nodes.filter((node) => isCallOf(node, 'decide', 'call'));
  return effects
    .filter((node) => isCallOf(node, 'decide'))
    .flatMap((decision) => {
      const { inside, isReturned } = placeOf(decision);
      const further = isReturned ? [] : effects.filter(({ pos }) => pos >= decision.end && pos < inside.end);
      return further.map((node) => node.getText().replaceAll(/\s+/g, ' ').slice(0, 60));
    });
};

export const featureRules: readonly Rule[] = [
  {
    name: 'every-feature-has-access',
    because: 'Access is denied unless a feature says which right it asks for.',
    over: ({ context }) => context !== undefined,
    broken: (source) =>
      declared(source)
        .filter(({ spec }) => !spec.properties.some((property) => property.name?.getText() === 'access'))
        .map(({ name }) => name),
  },
  {
    name: 'further-effects-are-declared',
    because:
      'A decision answers the key of its call: what follows it would be lost when the call is repeated, unless it is declared.',
    over: ({ room, isTest }) => room === 'features' && !isTest,
    broken: (source) => (/^\s*effects: 'many'/m.test(source.text) ? [] : furtherEffects(source)),
  },
  {
    name: 'one-use-case-one-file',
    because: 'connectNodes stands in connect-nodes.ts, alone among features, so that it is found and read in one piece.',
    over: ({ room, isTest }) => room === 'features' && !isTest,
    broken: (source) => {
      const names = declared(source).map(({ name }) => name);
      const isItsName = names.length === 0 || (names.length === 1 && names[0] === camel(source.path));
      return isItsName ? [] : [`declares ${names.join(', ')}`];
    },
  },
  {
    name: 'rejection-codes-name-their-context',
    because: 'A code is context.reason, stable for ever; only a use case may pass on that of another context.',
    over: ({ path, isTest }) => path.startsWith('src/') && !isTest,
    broken: (source, all) => {
      const others = source.room === 'domain' || source.context === undefined ? [] : all.flatMap(({ context }) => context ?? []);
      const names = source.context === undefined ? '[a-z]+' : [...new Set([source.context, ...others])].join('|');
      const form = new RegExp(`^(${names})\\.[a-z][a-z0-9]*(-[a-z0-9]+)*$`);
      return source.nodes.flatMap(codes).filter((code) => !form.test(code));
    },
  },
  {
    name: 'a-context-explains-itself',
    because: 'A context has a README of one page: purpose, words, events, rules.',
    over: ({ path }) => /^src\/contexts\/[^/]+\/context\.ts$/.test(path),
    broken: (source) => (source.hasReadme ? [] : ['has no README.md beside it']),
  },
];
