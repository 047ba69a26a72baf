import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import type { Slice } from '@libs/http/pagination';
import { LAST_UUID, NIL_UUID, uuidLowerBound } from '@libs/ids/typeid';
import type { ActorType } from '../audit.types';

export interface EntryFilter {
  /** One action, or all of a kind: `key.*`. */
  readonly action?: string;
  readonly actor?: { readonly type: ActorType; readonly id: string | null };
  readonly resourceId?: string;
  /** By `createdAt`: `from` belongs to the range, `to` does not. */
  readonly from?: Date;
  readonly to?: Date;
}

export interface FoundEntries {
  /** Newest first, one more than the page: see `pageOf`. */
  readonly ids: readonly string[];
  /** Where a next page goes on; undefined where all there is was looked at. */
  readonly lastLookedAt: string | undefined;
}

const DECISION = 'evaluation.decided';

@Injectable()
export class EntrySearchRepository {
  /**
   * Of the next `lookedAt` entries those that the filter lets through. Ids carry their time, so a range of time is a
   * range of ids, and of partitions. What is no decision is rare and has an index of its own.
   */
  async search(
    tx: TenantStatements,
    filter: EntryFilter,
    { limit, after = LAST_UUID }: Slice,
    lookedAt: number,
  ): Promise<FoundEntries> {
    const { name, condition } = lookupOf(filter);
    const [found] = await tx.query<{ ids: string[]; last: string | null; looked: number }>({
      name: `search-audit-entries-${name}`,
      text: `with looked as materialized (
               select id, action, actor_type, actor_id from audit_entries
                where tenant_id = $1 and id < least($2::uuid, $3::uuid) and id >= $4 and ${condition}
                order by id desc limit $6
             )
             select array(select id from looked
                           where action like $7 and ($8::text is null or actor_type = $8)
                             and ($9::uuid is null or actor_id = $9)
                           order by id desc limit $10) as ids,
                    (select id from looked order by id limit 1) as last,
                    (select count(*)::integer from looked) as looked`,
      values: [tx.tenantId, after, ...boundsOf(filter), lookedAt, ...sievesOf(filter), limit + 1],
    });
    if (found === undefined) throw new Error('a search has an answer');
    const { ids, last, looked } = found;
    return { ids, lastLookedAt: looked < lookedAt || last === null ? undefined : last };
  }
}

/** By which index, and the condition that the planner knows it by. */
function lookupOf({ resourceId, action }: EntryFilter): { name: string; condition: string } {
  if (resourceId !== undefined) return { name: 'of-resource', condition: 'resource_id = $5' };
  const isOfChanges = action !== undefined && !matches(action, DECISION);
  return isOfChanges
    ? { name: 'of-changes', condition: `$5::uuid is null and action <> '${DECISION}'` }
    : { name: 'of-all', condition: '$5::uuid is null' };
}

/** $3 to $5. */
function boundsOf({ from, to, resourceId }: EntryFilter): (string | null)[] {
  return [
    to === undefined ? LAST_UUID : uuidLowerBound(to.getTime()),
    from === undefined ? NIL_UUID : uuidLowerBound(from.getTime()),
    resourceId ?? null,
  ];
}

/** $7 to $9: what is no index's. */
function sievesOf({ action = '*', actor }: EntryFilter): (string | null)[] {
  return [patternOf(action), actor?.type ?? null, actor?.id ?? null];
}

function matches(pattern: string, action: string): boolean {
  return pattern.endsWith('.*') ? action.startsWith(pattern.slice(0, -1)) : action === pattern;
}

/** For `like`: an underscore is one. */
function patternOf(action: string): string {
  return action.replaceAll('_', String.raw`\_`).replaceAll('*', '%');
}
