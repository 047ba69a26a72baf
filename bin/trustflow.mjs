// `npm start` and its siblings: installs and builds what is missing or out of date, then runs one entry point in this process.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { install, root } from './install.mjs';

const ENTRY_POINTS = {
  start: 'dist/src/main.js',
  api: 'dist/src/main.api.js',
  worker: 'dist/src/main.worker.js',
  migrate: 'dist/src/commands/migrate.js',
  evaluate: 'dist/src/commands/evaluate.js',
  generate: 'dist/src/commands/generate.js',
  listen: 'dist/src/commands/listen.js',
  'rebuild-profiles': 'dist/src/commands/rebuild-profiles.js',
  'stripe-setup': 'dist/src/commands/stripe-setup.js',
  openapi: 'dist/src/commands/openapi.js',
};
const SOURCES = ['src', 'libs', 'ormconfig.ts', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const STAMP = join(root, 'dist/.built');
const LOCK = join(root, '.building');
const BUILD_TIMEOUT_MS = 180_000;

function newestChangeMs(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChangeMs(join(path, name))));
}

function isBuilt() {
  const newest = Math.max(...SOURCES.map((source) => newestChangeMs(join(root, source))));
  return existsSync(STAMP) && statSync(STAMP).mtimeMs >= newest;
}

/** One build at a time: processes that start together wait for the first one's. */
async function buildOnce() {
  const givenUpAt = Date.now() + BUILD_TIMEOUT_MS;
  while (!isBuilt()) {
    if (takeLock()) return build();
    if (Date.now() > givenUpAt) {
      console.error(
        `trustflow: another process has been building for too long; if there is none, remove ${LOCK}.`,
      );
      process.exit(1);
    }
    await sleep(100);
  }
}

/** A lock that its process left behind by dying counts for nothing. */
function takeLock() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    process.on('exit', releaseLock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const owner = Number(readLock());
    if (owner > 0 && !isAlive(owner)) rmSync(LOCK, { force: true });
    return false;
  }
}

function releaseLock() {
  process.off('exit', releaseLock);
  rmSync(LOCK, { force: true });
}

function readLock() {
  try {
    return readFileSync(LOCK, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function build() {
  console.error('Building …');
  // A file left over from a deleted source would still be loaded.
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const bin = (name) => join(root, 'node_modules/.bin', name);
  for (const tool of ['tsc', 'tsc-alias']) {
    const { status } = spawnSync(bin(tool), ['-p', 'tsconfig.build.json'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
    });
    if (status !== 0) {
      console.error(`trustflow: the build failed (${tool}); its message is above.`);
      process.exit(1);
    }
  }
  writeFileSync(STAMP, '');
  releaseLock();
}

const [command, ...argv] = process.argv.slice(2);
const entryPoint = ENTRY_POINTS[command];
if (entryPoint === undefined) {
  console.error(
    `trustflow: unknown command "${command ?? ''}"; expected one of ${Object.keys(ENTRY_POINTS).join(', ')}`,
  );
  process.exit(2);
}
install();
await buildOnce();
process.argv = [process.argv[0], join(root, entryPoint), ...argv];
createRequire(import.meta.url)(join(root, entryPoint));
