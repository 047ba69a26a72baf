/** A row that is ready to be sent. */
export interface TransactionRow {
  /** The first row of the file is 1; a CSV header is none. */
  row: number;
  line: number;
  transactionId: string | undefined;
  /** The JSON of the request. */
  body: string;
  label: 0 | 1 | undefined;
}

/** A row that makes no request. */
export interface BrokenRow {
  line: number;
  code: string;
  detail: string;
}

/** Why a row makes no request. */
export class RowError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const LABELS: ReadonlyMap<unknown, 0 | 1> = new Map<unknown, 0 | 1>([
  [1, 1],
  [0, 0],
  [true, 1],
  [false, 0],
  ['1', 1],
  ['0', 0],
  ['true', 1],
  ['false', 0],
  ['fraud', 1],
  ['legitimate', 0],
]);

/** @throws RowError */
export function readLabel(value: unknown): 0 | 1 {
  const label = LABELS.get(value);
  if (label !== undefined) return label;
  throw new RowError(
    'label_invalid',
    `${JSON.stringify(value)} is not a label: 1, true, fraud; 0, false, legitimate`,
  );
}
