// Test files run in the worker's own realm, not each in one of its own: else an array of a test would be no `Array` to
// what Node loaded (loaded-by-node.cjs), and no error of that an `Error` to the test. Jest has no option for it.
require('../typescript-loader.cjs');
const { ModuleMocker } = require('jest-mock');
const { findSourceMap } = require('node:module');
const vm = require('node:vm');

const WORKERS_REALM = {};
const { compileFunction } = vm;
vm.compileFunction = (code, parameters, { parsingContext, ...options } = {}) =>
  compileFunction(
    code,
    parameters,
    parsingContext === WORKERS_REALM ? options : { ...options, parsingContext },
  );

/** What packages keep in the realm, as long as they are loaded. */
const ofPackages = new Set();

function requireByNode(path) {
  const before = new Set(Reflect.ownKeys(globalThis));
  const loaded = require(path);
  for (const name of Reflect.ownKeys(globalThis)) if (!before.has(name)) ofPackages.add(name);
  return loaded;
}

module.exports = class WorkerEnvironment {
  static hasBegun = false;

  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null;
  fakeTimersModern = null;
  isOver = false;
  /** What Jest puts its own in the place of. */
  ofNode = { console, exit: process.exit, getBuiltinModule: process.getBuiltinModule };

  constructor({ globalConfig }) {
    WorkerEnvironment.hasBegun = true;
    globalThis.requireByNode = requireByNode;
    this.before = new Set(Reflect.ownKeys(globalThis));
    if (globalConfig.watch || globalConfig.watchAll) forgetOwnModules(globalConfig.rootDir);
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return this.isOver ? null : WORKERS_REALM;
  }

  /** Jest has installed its own by now. */
  async setup() {
    const format = Error.prepareStackTrace;
    Error.prepareStackTrace = (error, frames) => format(error, frames.map(atItsSource));
  }

  /** Jest's globals lead to the tests, and those to the servers that they started. */
  async teardown() {
    this.isOver = true;
    for (const name of Reflect.ownKeys(globalThis)) {
      if (!this.before.has(name) && !ofPackages.has(name)) Reflect.deleteProperty(globalThis, name);
    }
    const { console, ...ofProcess } = this.ofNode;
    globalThis.console = console;
    Object.assign(process, ofProcess);
  }
};
module.exports.TestEnvironment = module.exports;

/** A frame of what Node loaded, where it stands in the TypeScript. */
function atItsSource(frame) {
  const map = findSourceMap(frame.getFileName() ?? '');
  const origin = map?.findOrigin(frame.getLineNumber(), frame.getColumnNumber());
  if (origin?.lineNumber === undefined) return frame;
  return new Proxy(frame, {
    get(target, name) {
      if (name === 'getLineNumber') return () => origin.lineNumber;
      if (name === 'getColumnNumber') return () => origin.columnNumber;
      const value = target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** A worker that watches outlives changes. */
function forgetOwnModules(rootDir) {
  for (const path of Object.keys(require.cache)) {
    if (path.startsWith(rootDir) && path.endsWith('.ts')) delete require.cache[path];
  }
}
