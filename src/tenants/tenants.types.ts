import type { Plan } from '@libs/config/setting-values';
import type { Lookup } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { IpRanges } from '@libs/ip-address/ip-ranges';
import { formatId } from '@libs/ids/typeid';
import { ApiProperty } from '@nestjs/swagger';

export type Mode = 'live' | 'test';
/** Whether a transaction is evaluated without the signature of an agent. */
export type AgentVerification = 'optional' | 'required';

/** What the rest of the house knows of a tenant. */
export interface TenantProfile {
  readonly id: TenantId;
  readonly mode: Mode;
  readonly name: string;
  readonly email: string;
  readonly plan: Plan;
  readonly isSuspended: boolean;
  readonly agentVerification: AgentVerification;
  /** From where all of its keys may be used. */
  readonly allowedIps: IpRanges;
  readonly createdAt: Date;
  /** Keys the fingerprints that stand for entities' ids where one profile counts others. 32 bytes. */
  readonly fingerprintKey: Buffer;
}

export interface NewTenant {
  readonly name: string;
  readonly email: string;
  readonly plan: Plan;
  readonly mode: Mode;
  readonly siblingId: TenantId;
}

/** What the tenant may change of itself. What is left out stays. */
export type TenantChange = Partial<
  Pick<NewTenant, 'name' | 'email'> & {
    readonly agentVerification: AgentVerification;
    /** As `canonicalCidr` writes them. */
    readonly allowedIps: readonly string[];
  }
>;

/** The first tenants whose fingerprint key needs this master key, each with how many there are: `{ id, total }`. */
export function tenantsOfMasterKey(kid: string, limit: number): Lookup {
  return { sql: 'select id, total from find_tenants_by_kid($1, $2)', parameters: [kid, limit] };
}

/** What an answer says of a tenant. */
export class TenantSummary {
  @ApiProperty({ example: 'tenant_01m81b8yrde1g8b3f1q51mthcs' }) readonly id!: string;
  @ApiProperty({ example: 'Acme Shop' }) readonly name!: string;
  @ApiProperty({ enum: ['live', 'test'], example: 'live' }) readonly mode!: Mode;
  @ApiProperty({ example: 'unlimited', description: 'free, growth, scale or unlimited; more may come.' })
  readonly plan!: string;
}

export function toTenantSummary({
  id,
  name,
  mode,
  plan,
}: Pick<TenantProfile, 'id' | 'name' | 'mode' | 'plan'>): TenantSummary {
  return { id: formatId('tenant', id), name, mode, plan };
}
