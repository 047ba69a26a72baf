import { bytesOfBase64 } from './base64';
import { isKeyName } from './signed-note';
import { isLeafCount } from './subtree';
import { HASH_BYTES } from './tree-hash';

const SIZE_FORM = /^(?:0|[1-9]\d{0,15})$/;

/** It is no checkpoint. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** What a log says it is, at one moment. */
export interface Checkpoint {
  /** Which log: also the name of the key that signs. */
  readonly origin: string;
  /** In leaves. */
  readonly size: number;
  readonly root: Buffer;
}

/**
 * The text of a note, as C2SP tlog-checkpoint has it, without extensions.
 *
 * @throws CheckpointError on an origin, size or root that can't be in one.
 */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  const text = `${origin}\n${size}\n${root.toString('base64')}\n`;
  readCheckpoint(text);
  return text;
}

/**
 * Reads the text of a note.
 *
 * @throws CheckpointError, which says what is wrong with it.
 */
export function readCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n');
  const [origin = '', size = '', root = '', end] = lines;
  if (lines.length !== 4 || end !== '') throw new CheckpointError('a checkpoint has three lines');
  if (!isKeyName(origin)) throw new CheckpointError('its origin is empty, or has a blank or a plus sign');
  return { origin, size: readSize(size), root: readRoot(root) };
}

function readSize(text: string): number {
  const size = Number(text);
  if (SIZE_FORM.test(text) && isLeafCount(size)) return size;
  throw new CheckpointError(
    'its size is no whole number below 2^53, in decimal digits without leading zeros',
  );
}

function readRoot(text: string): Buffer {
  const root = bytesOfBase64(text);
  if (root?.length === HASH_BYTES) return root;
  throw new CheckpointError(`its root is not ${HASH_BYTES} bytes in base64`);
}
