// @ts-check
import eslint from '@eslint/js';
import jest from 'eslint-plugin-jest';
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const restrict = (...patterns) => ['error', { patterns }];
const environmentOnlyInConfig = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Read the environment in libs/config only.',
};
const manyParameters = [
  'FunctionDeclaration',
  'ArrowFunctionExpression',
  "MethodDefinition[kind!='constructor'] > FunctionExpression",
].map((kind) => ({
  // A constructor lists what is injected; everything else takes four parameters at most.
  selector: `${kind}[params.length>4]`,
  message: 'Take at most four parameters: what belongs together is one object.',
}));
const processorsOfOneKind = {
  group: ['@nestjs/bullmq'],
  importNames: ['Processor'],
  message: 'QueueProcessor of libs/queue: after an outage it looks again soon.',
};
const databaseOnlyThroughTenantDatabase = {
  group: ['@nestjs/typeorm', 'typeorm', 'pg'],
  importNames: [
    'InjectRepository',
    'InjectDataSource',
    'InjectEntityManager',
    'DataSource',
    'Repository',
    'Pool',
    'Client',
  ],
  message: 'Reach the database through TenantDatabase and a repository that takes a TenantTx.',
};
const pureEngines = [
  'risk-engine',
  'merkle-log',
  'transaction-simulator',
  'detection-metrics',
  'money',
  'card-number',
  'webhook-signature',
  'request-signature',
  'identifier-words',
];

export default defineConfig(
  { ignores: ['dist/', 'coverage/', '.trustflow/', '**/*.cjs', '**/*.mjs'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // Nest modules are classes whose only content is their decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // DTOs, entities and Nest's option bags are shapes that happen to be declared as classes: literals are expected.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', environmentOnlyInConfig, ...manyParameters],
      'no-restricted-imports': restrict(databaseOnlyThroughTenantDatabase, processorsOfOneKind),
      complexity: ['error', 8],
      'max-depth': ['error', 3],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
    },
  },
  // The places that the rules above exist to protect.
  { files: ['libs/config/**'], rules: { 'no-restricted-syntax': ['error', ...manyParameters] } },
  {
    files: ['libs/database/**', 'libs/queue/**', 'ormconfig.ts', 'src/migrations/**'],
    rules: { 'no-restricted-imports': 'off' },
  },
  // A migration is one long statement of facts.
  { files: ['src/migrations/**'], rules: { 'max-lines-per-function': 'off' } },
  // Commands talk to a person at a terminal.
  { files: ['src/commands/**'], rules: { 'no-console': 'off' } },
  // Engines decide; they must not be able to do anything else.
  {
    files: pureEngines.map((engine) => `libs/${engine}/**`),
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': restrict({
        regex:
          '^(?!\\.{1,2}/|@libs/(?:money|card-number|identifier-words)/|node:crypto$|canonicalize$|pure-rand|@marcbachmann/cel-js$|structured-headers$|@noble/curves/)',
        message: 'Engines are pure: no I/O, no framework.',
      }),
      'no-restricted-globals': [
        'error',
        'Date',
        'fetch',
        'process',
        'setTimeout',
        'setInterval',
        'performance',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Engines are deterministic.' },
      ],
    },
  },
  // Who signs does so now, unless it is told when.
  { files: ['libs/request-signature/sign-request.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    files: ['**/*.spec.ts', 'test/**'],
    ...jest.configs['flat/recommended'],
    rules: {
      ...jest.configs['flat/recommended'].rules,
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'fc.assert'] }],
      'max-lines-per-function': 'off',
      'no-restricted-imports': 'off',
      'no-restricted-syntax': 'off',
      'no-restricted-globals': 'off',
      // HTTP bodies are `any` until an assertion has looked at them.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  prettier,
);
