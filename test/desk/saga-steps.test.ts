import ts from 'typescript';
import { expect, test } from 'vitest';
import { analytics } from '#analytics/context';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { discovery } from '#discovery/context';
import { startEngine } from '#discovery/worker/start';
import { graph } from '#graph/context';
import { world } from '#identity/adapters/world';
import { identity } from '#identity/context';
import { inventory } from '#inventory/context';
import type { Feature } from '#platform/feature';
import { repository } from '../architecture/planted.ts';
import { type Source, sources } from '../architecture/sources.ts';

/** Steps of sagas that people call as well, and why each is safe by itself. */
const alsoOfPeople: Readonly<Record<string, string>> = {
  'inventory.receiveLot': 'Goods are also received by hand. From outside it reserves nothing and names no purchase.',
};

const engine = startEngine();
const contexts = [identity(world({}, () => undefined)), graph, discovery(engine), customers, inventory, deals, analytics];
const features = contexts.flatMap(({ rest, features: others = [] }) => [...Object.values(rest), ...others]);
await engine.stop();

const isStep = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) && ['call', 'asked'].includes(node.expression.getText());

/** The context that an import of a contract belongs to, by the name that is imported. */
const contractsOf = ({ tree, context }: Source): ReadonlyMap<string, string> =>
  new Map(
    tree.statements.filter(ts.isImportDeclaration).flatMap(({ moduleSpecifier, importClause }) => {
      const from = moduleSpecifier.getText().slice(1, -1);
      const owner = from === '../contract.ts' ? context : /^#(\w+)\/contract$/.exec(from)?.[1];
      const named = importClause?.namedBindings;
      if (owner === undefined || named === undefined || !ts.isNamedImports(named)) return [];
      return named.elements.map(({ name }): [string, string] => [name.text, owner]);
    }),
  );

/** The features that the steps of sagas call, as `context.name`; what cannot be read from the source is `?`. */
const stepsIn = (source: Source): readonly string[] => {
  const owners = contractsOf(source);
  return source.nodes.filter(isStep).map((step) => {
    const contract = step.arguments[step.expression.getText() === 'asked' ? 0 : 1]?.getText() ?? '?';
    return `${owners.get(contract) ?? '?'}.${contract}`;
  });
};

const sagas = sources(repository).filter(({ room, isTest }) => room === 'processes' && !isTest);
const steps = [...new Set(sagas.flatMap(stepsIn))].toSorted();

/** Steps that people may call, though they are not known to be safe. */
const publicSteps = (all: readonly Feature[]): readonly string[] =>
  steps.filter((name) => alsoOfPeople[name] === undefined && all.find((feature) => feature.name === name)?.public === true);

test('every step of a saga is read from its source, and is a feature', () => {
  expect(new Set(sagas.map(({ context }) => context))).toEqual(new Set(['customers', 'deals']));
  expect(steps.length).toBeGreaterThan(15);
  expect(steps.filter((name) => !features.some((feature) => feature.name === name))).toEqual([]);
});

test('no step of a saga can be called by people, unless it is safe by itself', () => {
  expect(publicSteps(features)).toEqual([]);
  expect(Object.keys(alsoOfPeople).filter((name) => !steps.includes(name))).toEqual([]);
});

test('a step that becomes public is found', () => {
  const opened = features.map((feature) =>
    feature.name === 'deals.confirmDeal' ? { ...feature, public: true as const } : feature,
  );
  expect(publicSteps(opened)).toEqual(['deals.confirmDeal']);
});

test('what is internal is internal on purpose', () => {
  const internal = features.filter((feature) => !feature.public).map(({ name }) => name);
  expect(internal.toSorted()).toEqual([
    'customers.grantOverride',
    'customers.listHolds',
    'customers.noteOverdue',
    'customers.placeHold',
    'customers.raiseReceivable',
    'customers.releaseHold',
    'deals.allocatePurchases',
    'deals.applyAmendment',
    'deals.confirmDeal',
    'deals.noteHold',
    'deals.noteRelease',
    'deals.recordArrival',
    'deals.refuseAmendment',
    'deals.rejectDeal',
    'deals.releaseAllocations',
    'identity.letClientAct',
    'identity.signInByLink',
    'inventory.issueStock',
    'inventory.listReservations',
    'inventory.lowerReservations',
    'inventory.raiseReservations',
    'inventory.reserveLots',
    'inventory.takeBackStock',
  ]);
});
