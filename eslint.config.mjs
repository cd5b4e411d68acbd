import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const noFetch = 'Calls leave through targets/ or a *.client, by a pool of undici.';
const noProcessEnv = 'Settings are read by load-config alone.';
const noBarrel = 'Only the doors of the libraries pass on what other files export.';

/** Rules that TypeScript's own check makes needless. */
const doneByTheCompiler = { 'no-undef': 'off', 'no-unused-vars': 'off' };

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.longwatch/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.{ts,mjs}'],
    ignores: ['*.mjs'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...doneByTheCompiler,
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-control-regex': 'off',
      '@typescript-eslint/consistent-type-exports': 'error',
      // Classes that Nest injects stay value imports: the rule sees the decorators' metadata.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // These three refuse what is well meant: an async function that keeps a signature, a list of promises with gaps,
      // an assertion that says what a literal stands for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/await-thenable': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
    },
  },
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', { name: 'fetch', message: noFetch }],
      'no-restricted-imports': [
        'error',
        { name: 'undici', importNames: ['fetch'], message: noFetch },
        { name: 'node:process', message: noProcessEnv },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'globalThis', property: 'fetch', message: noFetch },
        { object: 'process', property: 'env', message: noProcessEnv },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration, ExportNamedDeclaration[source]', message: noBarrel },
      ],
    },
  },
  { files: ['libs/platform/src/config/load-config.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['libs/*/src/index.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    // JavaScript has no casts, so what JSON.parse returns can't be given its type without noise; and in these programs
    // a listener that rejects ends the process, as it should.
    files: ['**/*.mjs'],
    ignores: ['*.mjs'],
    rules: {
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, variables: false, properties: false } },
      ],
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
    },
  },
  { files: ['*.cjs'], languageOptions: { sourceType: 'commonjs', globals: { module: 'writable' } } },
);
