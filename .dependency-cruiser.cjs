/**
 * Which file may import which. All of it is an error, type-only imports count too, and there are no exceptions beside
 * the ones that stand here. (`fetch`, `process.env` and re-exports are ESLint's.)
 */
const specs = '\\.(spec|int-spec|e2e-spec)\\.ts$';
const app = '^apps/([^/]+)/';
const face = `${app}src/faces/([^/]+)/`;

const typeormPackage = '^node_modules/typeorm/';
const nestTypeormPackage = '^node_modules/@nestjs/typeorm/';
const nodesOwnWaysOut = '^(node:)?(child_process|cluster|dgram|dns|fs|http|http2|https|net|tls|worker_threads)(/|$)';

/** Files that decide and do nothing else, so that they are understood and tested without anything around them. */
const pure = [
  '\\.(machine|view|errors|contract)\\.ts$',
  '^libs/contracts/',
  '^libs/documents/src/(file-troubles|profile-(document|text)|text-fault)\\.ts$',
  '^libs/platform/src/(errors/app-error|scheduling/schedule|ids/uuid-v7)\\.ts$',
  '^apps/emulator/src/(jobs/(held-jobs|job-(birth|facts|life|now|progress)|life|start-checks|start-request|stored-job)|scenarios/(scenario|draws|draw-span|draw-life|choose-scenario|scenario-document))\\.ts$',
  '^apps/emulator/src/(clock/namespace-clock|namespaces/namespace-url)\\.ts$',
  '^apps/emulator/src/dialects/(body-fault|dialect-base|dialect-call|incoming-request|job-naming|key-place|keyless-body|manner-of|match-call|new-dialect|opening-step|other-methods|played-request-of|refusals|repeats|reply-reading|standings|stored-request|told-url)\\.ts$',
  '^apps/emulator/src/faults/(faults-at|fault-effects|credential-of|retry-after-text|apply-faults|reply-plan)\\.ts$',
  '^apps/emulator/src/callbacks/(callback-facts|message-id|plan-callbacks|sign-callback)\\.ts$',
  '^apps/emulator/src/referee/(credentials|fingerprint|journal|journal-entry|judge|outages|played-request|replies|report|report-text|rule|rules|starts|to-entry|rules/[^/]+)\\.ts$',
  '^apps/monitor/src/holdings/share-out\\.ts$',
  '^apps/monitor/src/monitors/(callback-url|job-id|monitor-error|monitor-groups|monitor-guards|monitor-history|monitor-result|monitor-updates|monitor\\.types|poll-reading)\\.ts$',
  '^apps/monitor/src/profiles/(given-reply|profile-(needs|trial))\\.ts$',
  '^apps/monitor/src/secrets/(key-ring|secret-settings|secret-text)\\.ts$',
  '^apps/monitor/src/targets/(breaker|budget|budget-share|cidrs|conceal|credential-reach|reply-body)\\.ts$',
  '^apps/monitor/src/targets/(request-parts|secret-values|spread|target-answer|target-guard|target-outcome|waiting-line)\\.ts$',
  '^apps/monitor/src/watching/(exchange|phase-pace|poll-pace|start-reading|watched-monitor)\\.ts$',
];

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule(
      'contracts-import-zod-alone',
      'What crosses a process boundary must be readable by any process: libs/contracts imports itself and zod.',
      { path: '^libs/contracts/', pathNot: specs },
      { pathNot: ['^libs/contracts/', '^node_modules/zod/'] },
    ),
    rule(
      'contracts-tests-import-jest-besides',
      'The tests of libs/contracts need no more than it does, Jest, and fast-check for what must hold of any reply.',
      { path: `^libs/contracts/.*${specs}` },
      { pathNot: ['^libs/contracts/', '^node_modules/(zod|@jest/globals|fast-check)/'] },
    ),
    rule(
      'platform-never-imports-apps',
      'apps -> platform -> contracts, never back.',
      { path: '^libs/' },
      { path: '^(apps|launcher|bench)/' },
    ),
    rule(
      'apps-stay-apart',
      'Either app runs without the other; what both need is in a library.',
      { path: app },
      { path: app, pathNot: '^apps/$1/' },
    ),
    rule(
      'libraries-are-entered-by-their-doors',
      'From outside, a library is its index.ts.',
      { path: '^(apps|test|bench)/' },
      { path: '^libs/([^/]+)/src/', pathNot: '^libs/[^/]+/src/index\\.ts$' },
    ),
    rule(
      'documents-stay-light',
      'The command line reads documents without loading a framework.',
      { path: '^libs/documents/', pathNot: specs },
      { pathNot: ['^libs/(contracts|documents)/', '^node_modules/yaml/', '^(node:)?(crypto|fs|path|url)$'] },
    ),
    rule('no-cycles', 'Two files that need each other are one thing, or three.', {}, { circular: true }),
    rule(
      'no-barrels',
      'An index.ts hides where things are. Only the libraries have a door.',
      {},
      {
        path: '(^|/)index\\.(ts|mjs)$',
        pathNot: ['^libs/(contracts|documents|platform)/src/index\\.ts$', '^node_modules/'],
      },
    ),
    rule(
      'tests-are-not-imported',
      'Nothing that runs needs test/, nor any spec. The benches share its support: they too want a Postgres to throw away.',
      { pathNot: '^(test|bench)/' },
      { path: ['^test/', specs] },
    ),
    rule(
      'benches-import-test-support-alone',
      'A bench needs no test.',
      { path: '^bench/' },
      { path: '^test/', pathNot: '^test/support/' },
    ),
    rule(
      'xstate-in-machines-alone',
      'Callers see begin() and advance(), never XState.',
      { pathNot: '\\.machine(\\.spec)?\\.ts$' },
      { path: '^node_modules/xstate/' },
    ),
    rule(
      'typeorm-near-the-database-alone',
      'SQL and entities live in *.entity, *.repository, migrations/ and libs/platform/src/database.',
      {
        path: '^(apps|libs|launcher|bench)/',
        pathNot: ['\\.(entity|repository)\\.ts$', '/migrations/', '^libs/platform/src/database/'],
      },
      { path: typeormPackage },
    ),
    rule(
      'nest-typeorm-in-the-database-folder-alone',
      'The connection is set up in one place; repositories are given the DataSource.',
      { path: '^(apps|libs|launcher|bench)/', pathNot: '^libs/platform/src/database/' },
      { path: nestTypeormPackage },
    ),
    rule(
      'undici-in-clients-alone',
      'The only way out is guarded: targets/ and *.client.',
      { path: '^(apps|libs|launcher)/', pathNot: ['/targets/', '\\.client\\.ts$'] },
      { path: '^node_modules/undici/' },
    ),
    rule(
      'pure-files-stay-pure',
      'Files that only decide import no framework, no database and no way out of the process.',
      { path: pure, pathNot: specs },
      { path: ['^node_modules/(@nestjs|typeorm|pg|undici|fastify|pino)/', nodesOwnWaysOut] },
    ),
    rule(
      'machines-are-called-through-services',
      'A machine imports the words of its own folder and the contracts, nothing that acts.',
      { path: '\\.machine\\.ts$' },
      { path: '\\.(service|controller|repository|entity|ticker|module|client)\\.ts$' },
    ),
    rule(
      'faces-are-imported-by-the-app-alone',
      'Deleting the folder of a face, and its lines where the app is put together, leaves all else compiling.',
      { path: '^apps/', pathNot: [face, '^apps/[^/]+/src/(app\\.module|main)\\.ts$'] },
      { path: face },
    ),
    rule(
      'the-core-knows-no-face',
      'Neither does it know what the faces share.',
      { path: '^apps/', pathNot: '^apps/[^/]+/src/(faces/|app\\.module\\.ts$|main\\.ts$)' },
      { path: '^apps/[^/]+/src/faces/' },
    ),
    rule(
      'faces-stay-apart',
      'A face knows the core, not its neighbours; what several hand out lies beside their folders.',
      { path: face },
      { path: face, pathNot: '^apps/$1/src/faces/$2/' },
    ),
    rule(
      'launcher-needs-node-alone',
      'The launcher installs the packages, so it can use none.',
      { path: '^launcher/' },
      { pathNot: '^launcher/', dependencyTypesNot: ['core'] },
    ),
    rule(
      'apps-run-without-development-packages',
      'The image has the packages of `npm ci --omit=dev`.',
      { path: '^(apps|libs)/', pathNot: specs },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm'] },
    ),
    rule(
      'packages-are-declared',
      'What is imported stands in package.json; what comes along with another package may go along with it.',
      { path: '^(apps|libs|bench)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    rule('imports-resolve', 'There is something behind each import.', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
    detectJSDocImports: true,
  },
};
