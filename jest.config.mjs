import swcOptions from './test/support/swc-options.cjs';

// A test file and what it imports from test/ is Jest's to load; packages, src/ and libs/ are Node's.
const byNode = '<rootDir>/test/support/jest/loaded-by-node.cjs';
const root = import.meta.dirname.replace(/[^\w/]/g, '\\$&');

const shared = {
  testEnvironment: '<rootDir>/test/support/jest/worker-environment.cjs',
  moduleNameMapper: { '^@libs/(.*)$': '<rootDir>/libs/$1' },
  transform: {
    '/node_modules/.+[.][cm]?js$': byNode,
    [`^${root}/(src|libs)/.+(?<![.]spec)[.]ts$`]: byNode,
    '[.]ts$': ['@swc/jest', swcOptions],
  },
  transformIgnorePatterns: [],
};

const behaviour = {
  ...shared,
  testRegex: '[.]e2e-spec[.]ts$',
  globalSetup: '<rootDir>/test/support/jest/global-setup.cjs',
  globalTeardown: '<rootDir>/test/support/jest/global-teardown.cjs',
};
const faults = '<rootDir>/test/faults';

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
    { ...behaviour, displayName: 'e2e', roots: ['<rootDir>/test'], testPathIgnorePatterns: [`${faults}/`] },
    { ...behaviour, displayName: 'faults', roots: [faults] },
  ],
};
