/** Our TypeScript as SWC compiles it for tests. It checks no types: `npm run check:types` does. */
module.exports = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    target: 'es2023',
    keepClassNames: true,
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
  module: { type: 'commonjs' },
  swcrc: false,
};
