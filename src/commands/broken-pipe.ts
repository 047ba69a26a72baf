import type { Writable } from 'node:stream';
import { isNativeError } from 'node:util/types';

/** From now on nobody has to read the stream to its end: `| head` is no failure. */
export function ignoreBrokenPipe(stream: Writable): void {
  stream.on('error', (error) => {
    if (!isBrokenPipe(error)) throw error;
  });
}

export function isBrokenPipe(error: unknown): boolean {
  return isNativeError(error) && 'code' in error && error.code === 'EPIPE';
}
