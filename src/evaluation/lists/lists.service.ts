import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { sqlStateOf } from '@libs/database/database-error';
import type { TenantStatements } from '@libs/database/statement';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { TrustedCache } from '@libs/database/trusted-cache';
import { ChangeListener } from '@libs/database/change-listener';
import type { Caller } from '@libs/http/caller';
import { pageOf } from '@libs/http/pagination';
import type { Page, Slice } from '@libs/http/pagination';
import { Problem } from '@libs/http/problem';
import { newUuid } from '@libs/ids/typeid';
import type { ListMemberships } from '@libs/risk-engine/facts';
import { listableValues } from '@libs/risk-engine/rules/listable-values';
import type { Transaction } from '@libs/risk-engine/transaction';
import { AuditService } from '../../audit/audit.service';
import type { AuditDraft } from '../../audit/audit.types';
import type { ListEntry } from './list-entry.entity';
import type { List } from './list.entity';
import { ListsRepository } from './lists.repository';
import type { Membership } from './lists.repository';

const MAX_LISTS = 100;
const MAX_ENTRIES = 100_000;
const MAX_CACHED = 10_000;
const UNIQUE_VIOLATION = '23505';

export interface NewList {
  readonly name: string;
  readonly description: string | null;
}

export interface NewEntry {
  readonly value: string;
  readonly expiresAt: Date | null;
  readonly note: string | null;
}

@Injectable()
export class ListsService {
  private readonly use: TrustedCache<ListUse>;

  constructor(
    private readonly database: TenantDatabase,
    private readonly lists: ListsRepository,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    listener: ChangeListener,
  ) {
    this.use = new TrustedCache(listener, {
      tables: ['lists'],
      maxEntries: MAX_CACHED,
      tenantIdOf: ({ tenantId }) => tenantId,
    });
  }

  /** Most tenants have no list and need not be asked what is in them. Remembered. */
  async hasLists(tenantId: TenantId): Promise<boolean> {
    const { hasLists } = await this.use.get(tenantId, async () => {
      const names = await this.database.run(tenantId, (tx) => this.lists.names(tx));
      return { tenantId, hasLists: names.length > 0 };
    });
    return hasLists;
  }

  /** Which lists hold which of each transaction's values just now, in the transactions' order. */
  async memberships(tx: TenantStatements, transactions: readonly Transaction[]): Promise<ListMemberships[]> {
    const valuesOfEach = transactions.map((transaction) => listableValues(transaction));
    const found = await this.lists.memberships(tx, [...new Set(valuesOfEach.flat())], this.clock.now());
    return valuesOfEach.map((values) => toMemberships(found.filter(({ value }) => values.includes(value))));
  }

  names(tx: TenantTx): Promise<string[]> {
    return this.lists.names(tx);
  }

  page(tenantId: TenantId, slice: Slice): Promise<Page<List>> {
    return this.database.run(tenantId, async (tx) =>
      pageOf(await this.lists.list(tx, slice), slice.limit, ({ id }) => id),
    );
  }

  /** Throws a Problem of 404. */
  get(tenantId: TenantId, name: string): Promise<List> {
    return this.database.run(tenantId, (tx) => this.find(tx, name));
  }

  /** Throws a Problem of 409 where the name is taken, or there are 100 lists. */
  async create(caller: Caller, { name, description }: NewList): Promise<List> {
    try {
      return await this.database.runFor(caller, async (tx) => {
        if ((await this.lists.names(tx)).length >= MAX_LISTS)
          throw conflict(`A tenant has at most ${MAX_LISTS} lists.`);
        const createdAt = this.clock.now();
        const list: List = {
          tenantId: tx.tenantId,
          id: newUuid(createdAt.getTime()),
          name,
          description,
          createdAt,
        };
        await this.lists.insert(tx, list);
        const after = { list: name, description };
        await this.note(tx, caller, {
          action: 'list.created',
          resource: { type: 'list', id: list.id },
          after,
        });
        return list;
      });
    } catch (error) {
      if (sqlStateOf(error) === UNIQUE_VIOLATION) throw conflict('There is a list of this name already.');
      throw error;
    }
  }

  /** With its entries. A rule that still names it finds nothing in it. */
  remove(caller: Caller, name: string): Promise<void> {
    return this.database.run(caller.tenantId, async (tx) => {
      const list = await this.find(tx, name);
      const before = {
        ...{ list: name, description: list.description },
        entries: await this.lists.countEntries(tx, list),
      };
      await this.lists.remove(tx, list);
      await this.note(tx, caller, {
        action: 'list.deleted',
        resource: { type: 'list', id: list.id },
        before,
      });
    });
  }

  entries(tenantId: TenantId, name: string, slice: Slice): Promise<Page<ListEntry>> {
    return this.database.run(tenantId, async (tx) => {
      const rows = await this.lists.entries(tx, await this.find(tx, name), slice);
      return pageOf(rows, slice.limit, ({ id }) => id);
    });
  }

  /** Adds a value, or renews one that is there. Throws a Problem of 409 where the list is full. */
  putEntry(caller: Caller, name: string, entry: NewEntry): Promise<ListEntry> {
    return this.database.runFor(caller, async (tx) => {
      const list = await this.find(tx, name);
      if ((await this.lists.countEntries(tx, list)) >= MAX_ENTRIES) {
        throw conflict(`A list has at most ${MAX_ENTRIES} entries.`);
      }
      const createdAt = this.clock.now();
      const former = await this.lists.findEntry(tx, list, entry.value);
      const kept = await this.lists.putEntry(tx, {
        ...entry,
        tenantId: tx.tenantId,
        id: newUuid(createdAt.getTime()),
        listId: list.id,
        createdAt,
      });
      await this.note(tx, caller, {
        ...ofEntry(kept),
        ...{ action: 'list.entry_added', after: endOf(name, kept) },
        ...(former !== null && { before: endOf(name, former) }),
      });
      return kept;
    });
  }

  /** Throws a Problem of 404 where there is no such entry. */
  removeEntry(caller: Caller, name: string, by: { id: string } | { value: string }): Promise<void> {
    return this.database.run(caller.tenantId, async (tx) => {
      const list = await this.find(tx, name);
      const entry = await this.lists.removeEntry(tx, list, by);
      if (entry === null) throw new Problem('not_found', 'There is no such entry.');
      await this.note(tx, caller, {
        ...ofEntry(entry),
        action: 'list.entry_removed',
        before: endOf(name, entry),
      });
    });
  }

  private async find(tx: TenantTx, name: string): Promise<List> {
    const list = await this.lists.findByName(tx, name);
    if (list === null) throw new Problem('not_found', 'There is no such list.');
    return list;
  }

  private async note(tx: TenantTx, { origin, keyId }: Caller, told: Told): Promise<void> {
    await this.audit.append(tx, [{ ...origin, actor: { type: 'key', id: keyId }, ...told }]);
  }
}

type Told = Omit<AuditDraft, 'actor' | 'traceId' | 'network'>;

/** The value is committed to and not shown: it may be a person's. */
function ofEntry({ id, value, note }: ListEntry): Pick<Told, 'resource' | 'content'> {
  return { resource: { type: 'entry', id }, content: { value, note } };
}

function endOf(list: string, { expiresAt }: ListEntry): object {
  return { list, expiresAt: expiresAt?.toISOString() ?? null };
}

function toMemberships(found: readonly Membership[]): ListMemberships {
  const valuesByName = new Map<string, string[]>();
  for (const { name, value } of found) valuesByName.set(name, [...(valuesByName.get(name) ?? []), value]);
  return Object.fromEntries(valuesByName);
}

interface ListUse {
  readonly tenantId: string;
  readonly hasLists: boolean;
}

function conflict(detail: string): Problem {
  return new Problem('conflict', detail);
}
