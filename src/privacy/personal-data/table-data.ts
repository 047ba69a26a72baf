/** A column that may hold personal data, or what a person is known by. */
export interface PersonalColumn {
  readonly column: string;
  readonly holds: string;
  /** What the erasure of a subject does with it. */
  readonly onSubject: string;
}

/** What a table holds of people. Each of its columns is in one of the two lists. */
export interface TableData {
  readonly table: string;
  readonly why: string;
  readonly keptFor: string;
  /** What the erasure of the tenant does with it. */
  readonly onTenant: string;
  readonly personal: readonly PersonalColumn[];
  readonly others: readonly string[];
}

export const DELETED = 'row deleted';
export const STAYS = 'stays';

/** `personal`: column → what it holds, and what the erasure of a subject does with it. `others`: names, with spaces between. */
export function tableData(
  table: string,
  [why, keptFor, onTenant]: readonly [why: string, keptFor: string, onTenant: string],
  personal: Readonly<Record<string, readonly [holds: string, onSubject: string]>>,
  others: string,
): TableData {
  return {
    ...{ table, why, keptFor, onTenant },
    personal: Object.entries(personal).map(([column, [holds, onSubject]]) => ({ column, holds, onSubject })),
    others: others.split(/\s+/).filter((name) => name !== ''),
  };
}
