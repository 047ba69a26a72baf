import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { Transaction } from '@libs/risk-engine/transaction';

export interface LabelledTransaction {
  readonly transaction: Transaction;
  readonly isFraud: boolean;
}

const COLUMNS = ['transactionId', 'unixSeconds', 'customerId', 'terminalId', 'amount', 'fraud'] as const;
const CURRENCY = 'EUR';

/**
 * The rows of a CSV file, gzipped if its name says so, with at least the columns above, unquoted, in time order.
 *
 * @throws Error naming the line that is not as it should be.
 */
export async function* labelledTransactions(file: string): AsyncGenerator<LabelledTransaction> {
  const bytes = createReadStream(file);
  const text = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  let positions: readonly number[] | undefined;
  let lineNumber = 0;
  let latestMs = 0;
  for await (const line of createInterface({ input: text, crlfDelay: Infinity })) {
    lineNumber += 1;
    const fields = line.split(',');
    if (positions === undefined) {
      positions = positionsIn(fields);
      continue;
    }
    const row = labelled(positions.map((position) => fields[position] ?? ''));
    if (row === undefined) throw new Error(`line ${lineNumber} of ${file} is not a labelled transaction`);
    if (row.transaction.occurredAtMs < latestMs) throw new Error(`line ${lineNumber} is not in time order`);
    latestMs = row.transaction.occurredAtMs;
    yield row;
  }
}

function positionsIn(header: readonly string[]): number[] {
  return COLUMNS.map((column) => {
    const position = header.indexOf(column);
    if (position === -1) throw new Error(`the file has no column ${column}`);
    return position;
  });
}

function labelled(fields: readonly string[]): LabelledTransaction | undefined {
  if (fields.includes('')) return undefined;
  const [transactionId = '', seconds, customerId = '', terminalId = '', amount, fraud] = fields;
  const occurredAtMs = Number(seconds) * 1000;
  const amountMinor = Math.round(Number(amount) * 100);
  if (!Number.isSafeInteger(occurredAtMs) || !Number.isSafeInteger(amountMinor)) return undefined;
  const transaction: Transaction = {
    transactionId,
    type: 'payment',
    amountMinor,
    currency: CURRENCY,
    occurredAtMs,
    customer: { id: customerId },
    counterparty: { id: terminalId },
  };
  return { transaction, isFraud: fraud === '1' };
}
