import type { Lookup } from '@libs/database/tenant-database';
import { formatId } from '@libs/ids/typeid';
import { agentsOfMasterKey } from '../agent-identity/agent-identity.types';
import { tenantsOfMasterKey } from '../tenants/tenants.types';
import { endpointsOfMasterKey } from '../webhooks/webhooks.types';

/** How many are named. */
const NAMED = 3;
const KINDS = [
  { prefix: 'endpoint', of: endpointsOfMasterKey },
  { prefix: 'agent', of: agentsOfMasterKey },
  { prefix: 'tenant', of: tenantsOfMasterKey },
] as const;

type Ask = (lookup: Lookup) => Promise<{ readonly id: string; readonly total: string }[]>;

/** What a master key is needed for, as a sentence has it: `2 endpoints (endpoint_…, endpoint_…)`. Nothing: undefined. */
export async function needsOf(ask: Ask, kid: string): Promise<string | undefined> {
  const needs: string[] = [];
  for (const { prefix, of } of KINDS) {
    const found = await ask(of(kid, NAMED));
    const total = Number(found[0]?.total ?? 0);
    if (total === 0) continue;
    const names = found.map(({ id }) => formatId(prefix, id)).concat(total > NAMED ? ['…'] : []);
    needs.push(`${total} ${prefix}${total === 1 ? '' : 's'} (${names.join(', ')})`);
  }
  return needs.length === 0 ? undefined : needs.join(' and ');
}
