import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isNativeError } from 'node:util/types';
import { createGzip } from 'node:zlib';
import { simulateTransactions } from '@libs/transaction-simulator/simulate-transactions';
import type { SimulationOptions } from '@libs/transaction-simulator/simulate-transactions';
import { isBrokenPipe } from '../broken-pipe';
import { UsageError } from '../option-values';
import { GENERATE_USAGE, parseGenerateOptions } from './generate-options';
import type { GenerateOptions } from './generate-options';

const HEADER = 'transactionId,unixSeconds,customerId,terminalId,amount,fraud,scenario\n';
const CHUNK_CHARACTERS = 64 * 1024;

/** Exit codes: 0 written (or the reader of a pipe has seen enough), 1 could not be written, 2 wrong options. */
export async function run(
  argv: string[],
  terminal: { stdout: Writable; stderr: Writable } = process,
): Promise<number> {
  try {
    const options = parseGenerateOptions(argv);
    if (options === 'help') terminal.stdout.write(GENERATE_USAGE);
    else await write(options, terminal.stdout);
    return 0;
  } catch (error) {
    if (isBrokenPipe(error)) return 0;
    terminal.stderr.write(`generate: ${isNativeError(error) ? error.message : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function write({ simulation, outPath }: GenerateOptions, stdout: Writable): Promise<void> {
  const chunks = csvChunks(simulation);
  if (outPath === undefined) await pipeline(chunks, stdout, { end: false });
  else if (outPath.endsWith('.gz')) await pipeline(chunks, createGzip(), createWriteStream(outPath));
  else await pipeline(chunks, createWriteStream(outPath));
}

/** Many rows a chunk: a write for each row would cost more than making it. */
function* csvChunks(simulation: SimulationOptions): Generator<string> {
  let chunk = HEADER;
  for (const row of simulateTransactions(simulation)) {
    chunk += `${row.transactionId},${row.unixSeconds},${row.customerId},${row.terminalId},`;
    chunk += `${row.amount.toFixed(2)},${row.fraud},${row.scenario}\n`;
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}
