import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import type { NonceUse } from '../verified-agent.types';

@Injectable()
export class AgentNoncesRepository {
  /**
   * Takes those that nobody else has. One that another transaction is just taking is waited for until that
   * transaction's end. Returns the holders that have theirs, now or from before.
   */
  async take(tx: TenantStatements, uses: readonly NonceUse[]): Promise<ReadonlySet<string>> {
    const first = firstOfEach(uses);
    const rows = await tx.query<{ holder: string }>({
      name: 'take-agent-nonces',
      text: `insert into agent_nonces as n (tenant_id, key_id, nonce, holder, expires_at)
             select $1, x.key_id, x.nonce, x.holder, x.expires_at
               from unnest($2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[])
                    x(key_id, nonce, holder, expires_at)
              order by x.key_id, x.nonce
             on conflict (tenant_id, key_id, nonce) do update set holder = excluded.holder
              where n.holder = excluded.holder
             returning holder`,
      values: [
        tx.tenantId,
        columnParameter('uuid', first, ({ keyId }) => keyId),
        columnParameter('text', first, ({ nonce }) => nonce),
        columnParameter('uuid', first, ({ holder }) => holder),
        columnParameter('timestamptz', first, ({ expiresAt }) => expiresAt),
      ],
    });
    return new Set(rows.map(({ holder }) => holder));
  }
}

/** Of two that want the same the first one gets it. */
function firstOfEach(uses: readonly NonceUse[]): NonceUse[] {
  const byName = new Map<string, NonceUse>();
  for (const use of uses) {
    const name = `${use.keyId}:${use.nonce}`;
    if (!byName.has(name)) byName.set(name, use);
  }
  return [...byName.values()];
}
