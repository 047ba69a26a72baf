import { mapColumns } from './column-mapping';
import { csvCells } from './csv-line';
import type { EvaluateOptions } from './evaluate-options';
import type { InputFile } from './input-file';
import { UsageError } from '../option-values';
import { readLines } from './text-lines';
import type { TextLine } from './text-lines';
import { bodyFromCells, bodyFromJson } from './transaction-body';
import { RowError } from './transaction-row';
import type { BrokenRow, TransactionRow } from './transaction-row';

type ReadBody = (text: string) => Pick<TransactionRow, 'body' | 'label' | 'transactionId'>;
type RowOptions = Pick<EvaluateOptions, 'map' | 'amountUnit' | 'currency' | 'time' | 'skip' | 'limit'>;

export interface TransactionRows {
  rows: AsyncGenerator<TransactionRow | BrokenRow>;
  unusedColumns: readonly string[];
}

/**
 * The rows of an input as requests, the header read and checked.
 *
 * @throws UsageError if the header and the options don't fit.
 */
export async function readTransactionRows(input: InputFile, options: RowOptions): Promise<TransactionRows> {
  const lines = readLines(input.content as AsyncIterable<Buffer>);
  if (input.format === 'ndjson') {
    if (options.map.length > 0) throw new UsageError('--map is for CSV: a row of NDJSON is the body itself.');
    return {
      rows: requests(lines, options, (text) => bodyFromJson(text, options.currency)),
      unusedColumns: [],
    };
  }
  const columns = await readHeader(lines);
  const { sources, isGenerated, unusedColumns } = mapColumns(columns, options.map);
  const amountUnit = options.amountUnit ?? (isGenerated ? 'major' : 'minor');
  const readBody: ReadBody = (text) => {
    const cells = csvCells(text);
    if (cells.length !== columns.length) {
      throw new RowError('columns_wrong', `${cells.length} columns where the header has ${columns.length}`);
    }
    return bodyFromCells(cells, sources, { amountUnit, currency: options.currency, time: options.time });
  };
  return { rows: requests(lines, options, readBody), unusedColumns };
}

async function readHeader(lines: AsyncGenerator<TextLine>): Promise<string[]> {
  const first = await lines.next();
  const text = first.done ? undefined : first.value.text;
  if (text === undefined) throw new UsageError('The first line is no header of a CSV file.');
  return csvCells(text).map((name) => name.trim());
}

async function* requests(
  lines: AsyncGenerator<TextLine>,
  { skip, limit }: RowOptions,
  readBody: ReadBody,
): AsyncGenerator<TransactionRow | BrokenRow> {
  let row = 0;
  for await (const { line, text } of lines) {
    row += 1;
    if (row > skip) yield requestOf(row, line, text, readBody);
    if (row >= skip + limit) return;
  }
}

function requestOf(
  row: number,
  line: number,
  text: string | undefined,
  readBody: ReadBody,
): TransactionRow | BrokenRow {
  if (text === undefined)
    return { line, code: 'line_too_long', detail: 'the line is too long to be a transaction' };
  try {
    return { row, line, ...readBody(text) };
  } catch (error) {
    if (error instanceof RowError) return { line, code: error.code, detail: error.message };
    throw error;
  }
}
