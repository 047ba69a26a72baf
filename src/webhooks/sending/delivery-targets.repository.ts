import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { Query } from '@libs/database/system-database';
import { endpointName, endpointsOf } from '../endpoint-key';
import type { EndpointKey } from '../endpoint-key';
import type { EndpointStatus } from '../webhooks.types';
import type { WebhookSecret } from '../secrets/webhook-secret.entity';

/** Where the deliveries of an endpoint go, and what signs them. */
export interface DeliveryTarget {
  readonly mode: string;
  /** Null: the endpoint was deleted. */
  readonly endpoint: { readonly url: string; readonly status: EndpointStatus } | null;
  /** Those that sign just now, the newest first. */
  readonly secrets: readonly WebhookSecret[];
}

/** By the name of their endpoint. One whose tenant is gone is missing. */
export type DeliveryTargets = ReadonlyMap<string, DeliveryTarget>;

@Injectable()
export class DeliveryTargetsRepository {
  /** Of these endpoints, each once however often it is named. */
  async of(query: Query, keys: readonly EndpointKey[], now: Date): Promise<DeliveryTargets> {
    const endpoints = endpointsOf(keys);
    const rows = await query<TargetRow>({
      name: 'load-targets',
      text: `select k.tenant_id as "tenantId", k.endpoint_id as "endpointId", t.mode, e.url, e.status, s.version, s.kid,
                    s.salt, s.hmac_digest as "hmacDigest", s.ed25519_digest as "ed25519Digest",
                    s.public_key as "publicKey", s.created_at as "createdAt", s.expires_at as "expiresAt",
                    s.rotation_told_at as "rotationToldAt"
               from unnest($1::uuid[], $2::uuid[]) k (tenant_id, endpoint_id)
               join tenants t on t.tenant_id = k.tenant_id
               left join webhook_endpoints e on e.tenant_id = k.tenant_id and e.id = k.endpoint_id
               left join webhook_secrets s on s.tenant_id = e.tenant_id and s.endpoint_id = e.id
                    and (s.expires_at is null or s.expires_at > $3)
              order by s.version desc`,
      values: [
        columnParameter('uuid', endpoints, ({ tenantId }) => tenantId),
        columnParameter('uuid', endpoints, ({ endpointId }) => endpointId),
        now,
      ],
    });
    const targets = new Map<string, DeliveryTarget>();
    for (const row of rows) {
      const name = endpointName(row);
      targets.set(name, withRow(targets.get(name), row));
    }
    return targets;
  }
}

/** Of an endpoint one for each of its secrets; one without where it has none. */
type TargetRow = Pick<WebhookSecret, 'tenantId' | 'endpointId'> & {
  readonly mode: string;
  readonly url: string | null;
  readonly status: EndpointStatus | null;
} & (WebhookSecret | { readonly version: null });

function withRow(
  target: DeliveryTarget | undefined,
  { mode, url, status, ...secret }: TargetRow,
): DeliveryTarget {
  const endpoint = url === null || status === null ? null : { url, status };
  const secrets = target?.secrets ?? [];
  return { mode, endpoint, secrets: secret.version === null ? secrets : [...secrets, secret] };
}
