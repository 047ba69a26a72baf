import Module from 'node:module';
import { join } from 'node:path';

// Jest maps `@libs/…` in tests but not in its global setup, so that imports this first.
const loader = Module as unknown as { _resolveFilename: (request: string, ...rest: unknown[]) => string };
const resolve = loader._resolveFilename;
loader._resolveFilename = function (request, ...rest) {
  const path = request.startsWith('@libs/')
    ? join(__dirname, '../../libs', request.slice('@libs/'.length))
    : request;
  return resolve.call(this, path, ...rest);
};
