/**
 * Three sizes of test. `unit`: pure files, beside their source. `integration`: against a real Postgres.
 * `e2e`: both apps as processes, over HTTP. Every integration and e2e file gets a database of its own.
 */
const shared = {
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.longwatch/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json'],
  transform: {
    // light-my-request (CommonJS) requires cookie (an ES module), which Jest can do from Node 24.9 on only.
    '/node_modules/(.*/)?cookie/.+\\.js$': [
      '@swc/jest',
      { swcrc: false, module: { type: 'commonjs' }, jsc: { target: 'es2022' } },
    ],
    '^.+\\.ts$': ['@swc/jest', {}],
  },
  transformIgnorePatterns: ['/node_modules/(?!(.*/)?cookie/)'],
  moduleNameMapper: {
    '^@app/contracts$': '<rootDir>/libs/contracts/src/index.ts',
    '^@app/documents$': '<rootDir>/libs/documents/src/index.ts',
    '^@app/platform$': '<rootDir>/libs/platform/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};

const postgres = {
  globalSetup: '<rootDir>/test/support/start-postgres.mjs',
  globalTeardown: '<rootDir>/test/support/stop-postgres.mjs',
};

export default {
  coverageProvider: 'v8',
  reporters: ['default', '<rootDir>/test/support/closing-line.reporter.mjs'],
  testTimeout: 30_000,
  // Most tests wait for instants, not for the processor.
  maxWorkers: 3,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs,launcher,test}/**/*.spec.{ts,mjs}'] },
    { ...shared, ...postgres, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.int-spec.ts'] },
    // Beside those of `npm test`: `npm run conformance`.
    { ...shared, ...postgres, displayName: 'conformance', testMatch: ['<rootDir>/test/conformance/**/*.int-spec.ts'] },
    { ...shared, ...postgres, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts'] },
  ],
};
