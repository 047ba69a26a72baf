import { EVALUATION_DATA } from './evaluation-data';
import type { TableData } from './table-data';
import { TENANT_DATA } from './tenant-data';
import { TOLD_DATA } from './told-data';

/**
 * Every column of every table: those that may hold personal data, with what becomes of them, and those that hold none. A
 * test compares it with the database, and docs/privacy.md shows it.
 */
export const PERSONAL_DATA: readonly TableData[] = [...EVALUATION_DATA, ...TENANT_DATA, ...TOLD_DATA];

/** The table in docs/privacy.md. */
export function personalDataMarkdown(): string {
  const rows = PERSONAL_DATA.flatMap(({ table, why, keptFor, onTenant, personal }) =>
    personal.map(({ column, holds, onSubject }) => [
      ...[`\`${table}.${column}\``, holds, why, keptFor, onSubject, onTenant],
    ]),
  );
  const head = ['Column', 'Holds', 'Why', 'Kept for', 'Erasure of a subject', 'Erasure of the tenant'];
  const widths = head.map((name, at) =>
    Math.max(name.length, ...rows.map((cells) => cells[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}
