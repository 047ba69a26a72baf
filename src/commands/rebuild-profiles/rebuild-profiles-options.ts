import { parseArgs } from 'node:util';
import { toTenantId } from '@libs/database/tenant-id';
import type { TenantId } from '@libs/database/tenant-id';
import { canonicalIp } from '@libs/ip-address/canonical-ip';
import { parseId } from '@libs/ids/typeid';
import type { EntityKind } from '@libs/risk-engine/entity';
import { ENTITY_KINDS } from '../../evaluation/profile-history.types';
import type { ProfileSelection } from '../../evaluation/profile-history.types';
import { asUsageError, oneOf, UsageError } from '../option-values';

export const REBUILD_PROFILES_USAGE = `Make profiles again from the recorded evaluations and outcomes.

  npm run rebuild-profiles -- [options]

  --tenant ID   of one tenant or sandbox (tenant_…) instead of all
  --kind KIND   of one kind: ${ENTITY_KINDS.join(', ')}
  --id ID       of one entity; with --tenant and --kind
  --dry-run     only compare, write nothing
  --help

Decisions may go on meanwhile. At the end one line of JSON says how many profiles were made again and how many of them
were stored otherwise. It is set like the worker: without DATABASE_URL it works on the embedded database.
`;

export interface RebuildProfilesOptions {
  /** Undefined: all. */
  readonly tenantId: TenantId | undefined;
  readonly selection: ProfileSelection;
}

/** @throws UsageError */
export function parseRebuildProfilesOptions(argv: readonly string[]): RebuildProfilesOptions | 'help' {
  const { tenant, kind: kindText, id: idText, help, 'dry-run': isDryRun = false } = readOptions(argv);
  if (help) return 'help';
  const tenantId = tenant === undefined ? undefined : tenantIdOf(tenant);
  const kind = kindText === undefined ? undefined : oneOf('kind', kindText, ENTITY_KINDS);
  if (idText === undefined) return { tenantId, selection: { kind, id: undefined, isDryRun } };
  if (tenantId === undefined || kind === undefined) {
    throw new UsageError('--id needs --tenant and --kind: one id may be of several tenants and kinds.');
  }
  return { tenantId, selection: { kind, id: entityIdOf(kind, idText), isDryRun } };
}

function readOptions(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        tenant: { type: 'string' },
        kind: { type: 'string' },
        id: { type: 'string' },
        'dry-run': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw asUsageError(error);
  }
}

function tenantIdOf(text: string): TenantId {
  const uuid = parseId('tenant', text);
  if (uuid === undefined) throw new UsageError(`--tenant takes an id such as tenant_01…, not "${text}".`);
  return toTenantId(uuid);
}

/** As profiles name it. */
function entityIdOf(kind: EntityKind, text: string): string {
  const id = kind === 'ip' ? canonicalIp(text) : text;
  if (id === undefined || id === '')
    throw new UsageError(`--id takes an id of the kind ${kind}, not "${text}".`);
  return id;
}
