// Nest 12 ships ES modules only, which Jest can't require on Node 20: SWC turns those packages, and our TypeScript, into CommonJS.
const commonJs = { type: 'commonjs' };
const esModules = [
  '@nestjs',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'load-esm',
  'uuid',
  'csv-parse',
  '@marcbachmann',
  '@noble',
  'jose',
  'structured-headers',
];

const shared = {
  testEnvironment: 'node',
  moduleNameMapper: { '^@libs/(.*)$': '<rootDir>/libs/$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          target: 'es2023',
          keepClassNames: true,
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: commonJs,
      },
    ],
    '^.+\\.js$': [
      '@swc/jest',
      { jsc: { target: 'es2023' }, module: { ...commonJs, exportInteropAnnotation: true } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
};

export default {
  // Most files wait for processes and disks more than they compute.
  maxWorkers: 2,
  // Starting a server takes its time on a busy machine; nothing here is timed.
  testTimeout: 30_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      roots: ['<rootDir>/src', '<rootDir>/libs'],
      testRegex: '[.]spec[.]ts$',
    },
    {
      ...shared,
      displayName: 'e2e',
      roots: ['<rootDir>/test'],
      testRegex: '[.]e2e-spec[.]ts$',
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
