/**
 * Who may import what: ARCHITECTURE as rules that fail the build. Each rule is proven by a planted violation in
 * test/architecture/planted/imports.md.
 * @type {import('dependency-cruiser').IConfiguration}
 */

const test = '[.]test[.]ts$';
const tests = ['[.]test[.]ts$', '^src/testing/', '^(test|bench)/'];
const packages = '(^|/)node_modules/';
const typeOnly = ['type-only', 'type-import'];

/** The words a context is written in. Everything else of the platform is machinery that app.ts puts behind them. */
const words = '^src/platform/(?!runtime[.]ts)[^/]+[.]ts$';

module.exports = {
  forbidden: [
    {
      name: 'kernel-stands-alone',
      severity: 'error',
      comment: 'The kernel imports nothing but itself.',
      from: { path: '^src/kernel/', pathNot: test },
      to: { pathNot: '^src/kernel/' },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'A domain imports itself and the kernel: no package, no node:*, no platform.',
      from: { path: '^src/contexts/([^/]+)/domain/', pathNot: test },
      to: { pathNot: ['^src/contexts/$1/domain/', '^src/kernel/'] },
    },
    {
      name: 'pure-rooms-stay-pure',
      severity: 'error',
      comment: 'engine/ and markdown/ are pure functions: own pure rooms, the kernel and the named text libraries.',
      from: { path: '^src/contexts/([^/]+)/(engine|markdown)/', pathNot: test },
      to: {
        pathNot: [
          '^src/contexts/$1/(domain|engine|markdown)/',
          '^src/kernel/',
          '(^|/)node_modules/(snowball-stemmers|stopword|yaml)/',
        ],
      },
    },
    {
      name: 'platform-knows-no-context',
      severity: 'error',
      comment: 'The platform is technical: of our own code it imports itself and the kernel.',
      from: { path: '^src/platform/', pathNot: test },
      to: { path: '^(src|test|bench|scripts)/', pathNot: ['^src/platform/', '^src/kernel/'] },
    },
    {
      name: 'contexts-meet-at-contracts',
      severity: 'error',
      comment: 'Of another context, only its contract is visible.',
      from: { path: '^src/contexts/([^/]+)/', pathNot: test },
      to: { path: '^src/contexts/', pathNot: ['^src/contexts/$1/', '^src/contexts/[^/]+/contract[.]ts$'] },
    },
    {
      name: 'contexts-know-the-words-only',
      severity: 'error',
      comment: 'A context runs on the words of the platform (src/platform/*.ts); of its machinery it may know types.',
      from: { path: '^src/contexts/', pathNot: test },
      to: { path: '^src/', pathNot: ['^src/(contexts|kernel)/', words], dependencyTypesNot: typeOnly },
    },
    {
      name: 'contract-is-light',
      severity: 'error',
      comment: 'A contract pulls in its domain, the kernel and the schema library, and types; nothing that runs.',
      from: { path: '^src/contexts/([^/]+)/contract[.]ts$' },
      to: {
        pathNot: ['^src/contexts/$1/domain/', '^src/kernel/', '(^|/)node_modules/typebox/'],
        dependencyTypesNot: typeOnly,
      },
    },
    {
      name: 'use-cases-use-no-drivers',
      severity: 'error',
      comment: 'Features, views, reactions and processes know ports, not products.',
      from: { path: '^src/contexts/[^/]+/(features|views|reactions|processes)/', pathNot: test },
      to: { path: packages, pathNot: '(^|/)node_modules/typebox/', dependencyTypesNot: typeOnly },
    },
    {
      name: 'services-use-no-drivers',
      severity: 'error',
      comment:
        'A background part and its threads may use Node (threads, files) and a bounded map; products stand behind the platform.',
      from: { path: '^src/contexts/[^/]+/(services|worker)/', pathNot: test },
      to: { path: packages, pathNot: '(^|/)node_modules/lru-cache/', dependencyTypesNot: typeOnly },
    },
    {
      name: 'use-cases-use-no-node',
      severity: 'error',
      comment: 'No file, clock, socket or process in a use case: they come in as ports.',
      from: { path: '^src/contexts/[^/]+/(features|views|reactions|processes)/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'views-know-no-feature',
      severity: 'error',
      comment: 'Use cases read views, never the other way round.',
      from: { path: '^src/contexts/[^/]+/views/', pathNot: test },
      to: { path: '^src/contexts/[^/]+/(features|services|reactions|processes)/' },
    },
    {
      name: 'table-of-contents-is-the-top',
      severity: 'error',
      comment: 'Only the composition (app.ts, main.ts), tests and benches open a whole context.',
      from: { path: '^src/', pathNot: ['^src/(app|main)[.]ts$', ...tests] },
      to: { path: '^src/contexts/[^/]+/context[.]ts$' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A circle of imports has no first file to read.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: typeOnly } },
    },
    {
      name: 'tests-stay-out',
      severity: 'error',
      comment: 'What runs in production imports no test and nothing from src/testing, test/ or bench/.',
      from: { path: '^src/', pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'no-development-package-in-production',
      severity: 'error',
      comment: 'What src needs at run time stands among the dependencies.',
      from: { path: '^src/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: typeOnly },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      comment: 'A package that is imported stands in package.json.',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'every-import-resolves',
      severity: 'error',
      comment: 'A rule cannot judge what it cannot find.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    // Where node_modules is a link, packages must still look like packages.
    preserveSymlinks: true,
    doNotFollow: { path: packages },
    exclude: { path: '^bench/peers/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
