import type { TenantTx } from '@libs/database/tenant-database';
import { uuidUpperBound } from '@libs/ids/typeid';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import type { ExportPage, ExportSlice, ExportSource } from './export-source';

export interface Keyset<Row extends ObjectLiteral> extends Omit<ExportSource, 'page'> {
  /** Its rows have a `tenantId`. */
  readonly entity: EntityTarget<Row>;
  /** Of the primary key what comes behind the tenant: its rows are read in this order. */
  readonly key: readonly (keyof Row & string)[];
  /** Of the key a UUIDv7, where there is one: rows that are younger than the export are left out by it. */
  readonly datedBy?: keyof Row & string;
  /** The rows as they stand in the export, in their order. */
  readonly show: (rows: readonly Row[], reading: Reading) => readonly object[] | Promise<readonly object[]>;
}

export interface Reading {
  readonly tx: TenantTx;
  readonly mode: ExportSlice['mode'];
}

/** A source that goes through a table by its key, so that a page costs the same wherever it lies. */
export function keysetSource<Row extends ObjectLiteral>(keyset: Keyset<Row>): ExportSource {
  const { name, about, tables, pageRows } = keyset;
  return { name, about, tables, pageRows, page: (tx, slice) => pageOf(keyset, tx, slice) };
}

async function pageOf<Row extends ObjectLiteral>(
  { entity, key, datedBy, show }: Keyset<Row>,
  tx: TenantTx,
  { after, limit, until, mode }: ExportSlice,
): Promise<ExportPage> {
  const query = tx.manager
    .createQueryBuilder(entity, 'r')
    .where('r.tenantId = :tenantId', { tenantId: tx.tenantId })
    .limit(limit);
  for (const column of key) query.addOrderBy(`r.${column}`, 'ASC');
  if (datedBy !== undefined)
    query.andWhere(`r.${datedBy} <= :last`, { last: uuidUpperBound(until.getTime()) });
  if (after !== null) {
    const columns = key.map((column) => `r.${column}`).join(', ');
    const values = key.map((_, index) => `:key${index}`).join(', ');
    query.andWhere(`(${columns}) > (${values})`, parametersOf(after));
  }
  const rows = await query.getMany();
  const last = rows.at(-1);
  const next = rows.length < limit || last === undefined ? null : cursorOf(key.map((column) => last[column]));
  return { rows: await show(rows, { tx, mode }), next };
}

function cursorOf(values: readonly unknown[]): string {
  return JSON.stringify(values);
}

function parametersOf(cursor: string): Record<string, unknown> {
  const values = JSON.parse(cursor) as unknown[];
  return Object.fromEntries(values.map((value, index) => [`key${index}`, value]));
}
