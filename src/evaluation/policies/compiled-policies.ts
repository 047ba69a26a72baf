import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { compiled } from './active-policies';
import type { CompiledPolicy } from './compiled-policy';
import { PoliciesRepository } from './policies.repository';

const MAX_REMEMBERED = 200;

export type DecidingPolicy = Pick<CompiledPolicy, 'definition' | 'rules'>;

/** Versions of policies for deciding beside the active ones, compiled once in a process: a version never changes. */
@Injectable()
export class CompiledPolicies {
  /** By tenant and id, in the order of use, oldest first. */
  private readonly remembered = new Map<string, DecidingPolicy>();

  constructor(private readonly policies: PoliciesRepository) {}

  /** Null where the tenant has no such policy. */
  async find(tx: TenantTx, id: string): Promise<DecidingPolicy | null> {
    const key = `${tx.tenantId} ${id}`;
    const known = this.remembered.get(key) ?? (await this.load(tx, id));
    if (known === null) return null;
    this.remembered.delete(key);
    this.remembered.set(key, known);
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > MAX_REMEMBERED && oldest !== undefined) this.remembered.delete(oldest);
    return known;
  }

  private async load(tx: TenantTx, id: string): Promise<DecidingPolicy | null> {
    const policy = await this.policies.find(tx, id);
    return policy && compiled(policy);
  }
}
