import { amountMinor } from './amount-minor';
import type { FieldSource } from './column-mapping';
import { toRfc3339 } from './occurred-at';
import type { TimeFormat } from './occurred-at';
import { RowError, readLabel } from './transaction-row';
import type { TransactionRow } from './transaction-row';

export interface BodyOptions {
  amountUnit: 'major' | 'minor';
  /** Of rows that name none. */
  currency: string;
  time: TimeFormat | undefined;
}

type BodyContent = Pick<TransactionRow, 'body' | 'label' | 'transactionId'>;

const TIME_FIELDS: ReadonlySet<string> = new Set(['occurredAt', 'customer.createdAt']);

/**
 * The request of one CSV row. An empty cell is a field that is not there.
 *
 * @throws RowError if an amount, a time or a label can't be read.
 */
export function bodyFromCells(
  cells: readonly string[],
  sources: readonly FieldSource[],
  options: BodyOptions,
): BodyContent {
  const texts = new Map<string, string>();
  for (const source of sources) {
    const text = 'column' in source ? cells[source.column] : source.constant;
    if (text !== undefined && text !== '') texts.set(source.field, text);
  }
  if (!texts.has('currency')) texts.set('currency', options.currency);
  const label = texts.get('label');
  texts.delete('label');
  const body: Record<string, unknown> = {};
  for (const [field, text] of texts) setField(body, field, readValue(field, text, { ...options, texts }));
  return {
    transactionId: texts.get('transactionId'),
    body: JSON.stringify(body),
    label: label === undefined ? undefined : readLabel(label),
  };
}

/**
 * The request of one NDJSON row: the row itself without its label, and with the currency if it has none.
 *
 * @throws RowError if the text is not a JSON object or its label can't be read.
 */
export function bodyFromJson(text: string, currency: string): BodyContent {
  const { label, ...transaction } = readObject(text);
  const id = transaction['transactionId'];
  return {
    transactionId: typeof id === 'string' ? id : undefined,
    body: JSON.stringify({ ...transaction, currency: transaction['currency'] ?? currency }),
    label: label === undefined || label === null ? undefined : readLabel(label),
  };
}

function readValue(
  field: string,
  text: string,
  { amountUnit, currency, time, texts }: BodyOptions & { texts: ReadonlyMap<string, string> },
): unknown {
  if (field === 'amount') return amountMinor(text, amountUnit, texts.get('currency') ?? currency);
  if (TIME_FIELDS.has(field)) return toRfc3339(text, time);
  return field.startsWith('attributes.') ? attributeValue(text) : text;
}

/** A number or a boolean where the text is exactly how JSON writes one, so that 007 stays a text. */
function attributeValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return Number.isFinite(number) && String(number) === text ? number : text;
}

function setField(body: Record<string, unknown>, field: string, value: unknown): void {
  const dot = field.indexOf('.');
  if (dot === -1) {
    body[field] = value;
    return;
  }
  const parent = field.slice(0, dot);
  body[parent] = { ...(body[parent] as object | undefined), [field.slice(dot + 1)]: value };
}

function readObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RowError('json_invalid', 'the line is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RowError('json_invalid', 'the line is not a JSON object');
  }
  return value as Record<string, unknown>;
}
