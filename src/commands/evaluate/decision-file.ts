import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { open, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { readDecisionLine } from './decision-line';
import type { DecisionLine } from './decision-line';
import { UsageError } from '../option-values';
import { readLines } from './text-lines';
import type { TransactionRow } from './transaction-row';

const LINE_FEED = 10;
const BLOCK_BYTES = 64 * 1024;
const LINE_BEGINNING = '{"row":';

/**
 * The file of decisions, which is also the state of a run: a row with a line in it is finished. What was sent but not
 * yet written when a run was killed is sent again, and answered with its first evaluation.
 */
export class DecisionFile {
  private failure: Error | undefined;

  private constructor(
    private readonly path: string,
    /** By row, a fingerprint of the transaction's id; undefined where there is no line. */
    private readonly finished: readonly (number | undefined)[],
    private readonly stream: WriteStream,
  ) {
    // Every request under way may wait for the disk.
    stream.setMaxListeners(0);
    stream.on('error', (error) => {
      this.failure = error;
    });
  }

  /**
   * Opens the file or begins one; tells `earlier` of every line that is in it.
   *
   * @throws UsageError if the file can't be written or holds something else.
   */
  static async open(
    path: string,
    earlier: { addEarlier: (line: DecisionLine) => void },
  ): Promise<DecisionFile> {
    const wholeBytes = await wholeLineBytes(path);
    const finished: (number | undefined)[] = [];
    for await (const { line, text } of readLines(beginningOf(path, wholeBytes))) {
      const decision = text === undefined ? undefined : readDecisionLine(text);
      if (decision === undefined)
        throw new UsageError(`${path}, line ${line}: not a decision of an earlier run.`);
      if (finished[decision.row] !== undefined) continue;
      finished[decision.row] = fingerprint(decision.transactionId);
      earlier.addEarlier(decision);
    }
    // Only now, when the file is known to be ours.
    await truncate(path, wholeBytes);
    return new DecisionFile(path, finished, createWriteStream(path, { flags: 'a' }));
  }

  /** @throws UsageError if the line of that row is about another transaction. */
  has({ row, line, transactionId }: TransactionRow): boolean {
    const known = this.finished[row];
    if (known === undefined) return false;
    if (known === fingerprint(transactionId ?? null)) return true;
    throw new UsageError(
      `${this.path} is of another file: its row ${row} is not the transaction in line ${line}.`,
    );
  }

  async write(line: DecisionLine): Promise<void> {
    if (this.failure) throw this.failure;
    if (!this.stream.write(`${JSON.stringify(line)}\n`)) await once(this.stream, 'drain');
  }

  async close(): Promise<void> {
    if (this.failure) throw this.failure;
    this.stream.end();
    await once(this.stream, 'close');
  }
}

/** FNV-1a, 31 bits: a file with other transactions is noticed, and a row costs a few bytes. */
function fingerprint(transactionId: string | null): number {
  let hash = 0x811c9dc5;
  for (const character of transactionId ?? '') {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 1;
}

/**
 * Up to where the file has whole lines: a run that was killed may have left a torn one at the end.
 *
 * @throws UsageError if the file can't be written, or its end is no piece of such a line.
 */
async function wholeLineBytes(path: string): Promise<number> {
  const file = await open(path, 'a+').catch((error: unknown) => {
    throw new UsageError(`${path} can't be written: ${(error as Error).message}.`);
  });
  try {
    const end = await endOfLastLine(file);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LINE_BEGINNING.length), { position: end });
    if (LINE_BEGINNING.startsWith(buffer.toString('utf8', 0, bytesRead))) return end;
    throw new UsageError(`${path} holds something else than the decisions of an earlier run.`);
  } finally {
    await file.close();
  }
}

function beginningOf(path: string, bytes: number): AsyncIterable<Buffer> {
  if (bytes === 0) return Readable.from([]);
  return createReadStream(path, { end: bytes - 1 }) as AsyncIterable<Buffer>;
}

async function endOfLastLine(file: FileHandle): Promise<number> {
  const block = Buffer.alloc(BLOCK_BYTES);
  let end = (await file.stat()).size;
  while (end > 0) {
    const start = Math.max(0, end - BLOCK_BYTES);
    const { bytesRead } = await file.read(block, 0, end - start, start);
    const found = block.subarray(0, bytesRead).lastIndexOf(LINE_FEED);
    if (found !== -1) return start + found + 1;
    end = start;
  }
  return 0;
}
