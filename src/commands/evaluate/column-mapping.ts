import { UsageError } from '../option-values';

/** Where a field's text comes from: a column by its position, or one text for every row. */
export type FieldSource = { field: string; column: number } | { field: string; constant: string };

export interface ColumnMapping {
  sources: readonly FieldSource[];
  /** True if the columns are those that the generate command writes, whose amounts are in major units. */
  isGenerated: boolean;
  unusedColumns: readonly string[];
}

const FIELDS = [
  ...['transactionId', 'type', 'amount', 'currency', 'occurredAt', 'channel', 'label'],
  ...['customer.id', 'customer.country', 'customer.createdAt'],
  ...['counterparty.id', 'counterparty.country', 'counterparty.category'],
  ...['instrument.id', 'instrument.type', 'instrument.country', 'instrument.bin'],
  ...['device.id', 'device.ip', 'device.userAgent', 'agent.id'],
];
const REQUIRED_FIELDS = ['transactionId', 'amount', 'customer.id'];
const ATTRIBUTE = /^attributes\..+$/;

const GENERATED_COLUMNS: ReadonlyMap<string, string> = new Map([
  ['unixSeconds', 'occurredAt'],
  ['customerId', 'customer.id'],
  ['terminalId', 'counterparty.id'],
  ['fraud', 'label'],
]);

/**
 * What the header's own names give, overridden by `--map`.
 *
 * @throws UsageError if an entry can't be read, a column is not there or a required field has none.
 */
export function mapColumns(columns: readonly string[], entries: readonly string[]): ColumnMapping {
  if (new Set(columns).size !== columns.length)
    throw new UsageError('Two columns of the header have one name.');
  const isGenerated = [...GENERATED_COLUMNS.keys()].every((column) => columns.includes(column));
  const sources = new Map<string, FieldSource>();
  columns.forEach((name, column) => {
    const field = (isGenerated ? GENERATED_COLUMNS.get(name) : undefined) ?? name;
    if (isField(field)) sources.set(field, { field, column });
  });
  for (const entry of entries) {
    const source = readEntry(entry, columns);
    sources.set(source.field, source);
  }
  for (const field of REQUIRED_FIELDS) {
    if (!sources.has(field)) throw missingColumn(field, columns);
  }
  const used = new Set([...sources.values()].map((source) => ('column' in source ? source.column : -1)));
  const unusedColumns = columns.filter((_name, column) => !used.has(column));
  return { sources: [...sources.values()], isGenerated, unusedColumns };
}

function readEntry(entry: string, columns: readonly string[]): FieldSource {
  const [matched, field = '', operator, text = ''] = /^([^=:]+)(:?=)(.+)$/.exec(entry.trim()) ?? [];
  if (matched === undefined)
    throw new UsageError(`--map takes FIELD=COLUMN or FIELD:=VALUE, not "${entry}".`);
  if (!isField(field))
    throw new UsageError(`--map: "${field}" is not a field (${FIELDS.join(', ')}, attributes.…).`);
  if (operator === ':=') return { field, constant: text };
  const column = columns.indexOf(text);
  if (column === -1) throw new UsageError(`--map: no column "${text}" (there are ${columns.join(', ')}).`);
  return { field, column };
}

function isField(name: string): boolean {
  return FIELDS.includes(name) || ATTRIBUTE.test(name);
}

function missingColumn(field: string, columns: readonly string[]): UsageError {
  return new UsageError(
    `No column for ${field}: name it with --map ${field}=COLUMN (there are ${columns.join(', ')}).`,
  );
}
