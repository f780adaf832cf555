/**
 * Test files that share a budget: seconds that `npm test` spends on them on an idle machine with two cores. `seconds` is what a run may take
 * before it fails; `target` is what it is meant to take, and is printed beside it. A kind that comes down to its target keeps it as its budget.
 */
export type Kind = {
  readonly name: string;
  readonly seconds: number;
  readonly target: number;
  /** Paths from the root. */
  readonly files: RegExp;
};

/** What the run itself takes before the first file begins: servers and templates. Its time goes to the kind that has this file. */
export const SETUP = 'test/postgres/setup.ts';

/** Every test file belongs to exactly one kind. A property that needs longer runs short here, and long in a command: `runs` in src/testing. */
export const kinds: readonly Kind[] = [
  { name: 'start and templates', seconds: 40, target: 20, files: /^test\/(postgres|scripts)\// },
  { name: 'domains', seconds: 40, target: 30, files: /^src\/(?!platform\/log\/)|^test\/[^/]+$|^test\/suite\// },
  {
    name: 'contexts',
    seconds: 260,
    target: 120,
    files:
      /^test\/(audit|cli|conformance|desk(?!\/histories)|discovery|graph|health|identity|import|journeys|personal|process|redis|second-command|statements)\//,
  },
  { name: 'log and faults', seconds: 150, target: 40, files: /^src\/platform\/log\/|^test\/(faults|log)\// },
  { name: 'authority matrix', seconds: 40, target: 40, files: /^test\/(authority|tenancy)\// },
  { name: 'simulation', seconds: 45, target: 45, files: /^test\/(simulation\/|desk\/histories)/ },
];

/** The one kind of a file; a sentence where there is none, or more than one. */
export const kindOf = (path: string, among: readonly Kind[]): Kind | string => {
  const [kind, ...others] = among.filter(({ files }) => files.test(path));
  if (kind === undefined) return `${path} belongs to no kind of test/suite/kinds.ts.`;
  return others.length === 0
    ? kind
    : `${path} belongs to more than one kind: ${[kind, ...others].map(({ name }) => name).join(', ')}.`;
};
