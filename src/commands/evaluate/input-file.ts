import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UsageError } from '../option-values';

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

export interface InputFile {
  content: Readable;
  format: 'csv' | 'ndjson';
  /** How much of the file has been read, 0 to 1; undefined for a pipe. */
  shareRead: () => number | undefined;
  close: () => void;
}

/**
 * Opens a file, or standard input for "-". Compression and format are told from the first bytes.
 *
 * @throws UsageError if there is no such file or nothing in it.
 */
export async function openInputFile(path: string, stdin: Readable): Promise<InputFile> {
  const sizeBytes = path === '-' ? undefined : await sizeOf(path);
  const file = sizeBytes === undefined ? undefined : createReadStream(path);
  const source = file ?? stdin;
  const firstBytes = await peek(source);
  const isCompressed = firstBytes.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC);
  // An error of either ends the other, and whoever reads meets it.
  const content = isCompressed ? pipeline(source, createGunzip(), () => undefined) : source;
  const beginning = (isCompressed ? await peek(content) : firstBytes).toString('utf8').trimStart();
  if (beginning === '') throw new UsageError(`${path} is empty.`);
  return {
    content,
    format: beginning.startsWith('{') ? 'ndjson' : 'csv',
    shareRead: () => (file && sizeBytes ? file.bytesRead / sizeBytes : undefined),
    close: () => {
      source.destroy();
      content.destroy();
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`There is no file ${path}.`);
  if (found.isDirectory()) throw new UsageError(`${path} is a directory.`);
  return found.size;
}

async function peek(stream: Readable): Promise<Buffer> {
  // Also emitted at the end of an empty stream.
  await once(stream, 'readable');
  const chunk = stream.read() as Buffer | null;
  if (chunk === null) return Buffer.alloc(0);
  stream.unshift(chunk);
  return chunk;
}
