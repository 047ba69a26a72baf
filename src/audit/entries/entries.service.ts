import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { encodeCursor, pageOf } from '@libs/http/pagination';
import type { Page, Slice } from '@libs/http/pagination';
import { AuditEntriesRepository } from '../audit-entries.repository';
import type { AuditEntry } from '../audit-entry.entity';
import { entryNotFound } from '../audit.problems';
import { EntrySearchRepository } from './entry-search.repository';
import type { EntryFilter } from './entry-search.repository';

/** Of which a page is made at most, so that a rare actor costs no search through a year. */
const LOOKED_AT = 5_000;

/** The trail as its tenant reads it. */
@Injectable()
export class EntriesService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly entries: AuditEntriesRepository,
    private readonly searches: EntrySearchRepository,
  ) {}

  /** Newest first. A page may hold fewer than its limit and have a next one all the same. */
  page(tenantId: TenantId, filter: EntryFilter, slice: Slice): Promise<Page<AuditEntry>> {
    return this.database.run(tenantId, async (tx) => {
      const { ids, lastLookedAt } = await this.searches.search(tx, filter, slice, LOOKED_AT);
      const found = await this.entries.findByIds(tx, ids);
      const page = pageOf(found.sort(newestFirst), slice.limit, ({ id }) => id);
      if (page.nextCursor !== null || lastLookedAt === undefined) return page;
      return { ...page, nextCursor: encodeCursor(lastLookedAt) };
    });
  }

  /** Throws a Problem of 404. */
  get(tenantId: TenantId, id: string): Promise<AuditEntry> {
    return this.database.run(tenantId, async (tx) => {
      const [entry] = await this.entries.findByIds(tx, [id]);
      if (entry === undefined) throw entryNotFound();
      return entry;
    });
  }
}

function newestFirst(a: AuditEntry, b: AuditEntry): number {
  return a.id < b.id ? 1 : -1;
}
