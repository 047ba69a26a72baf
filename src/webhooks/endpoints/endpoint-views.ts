import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { TenantTx } from '@libs/database/tenant-database';
import { KeyHistory } from '@libs/secrets/key-history';
import { EndpointSecrets } from '../secrets/endpoint-secrets';
import { rotateBy } from '../secrets/rotate-by';
import type { IssuedSecret } from '../secrets/webhook-keys';
import type { WebhookSecret } from '../secrets/webhook-secret.entity';
import { EndpointHealthRepository } from './endpoint-health.repository';
import type { WebhookEndpointHealth } from './webhook-endpoint-health.entity';
import type { WebhookEndpoint } from './webhook-endpoint.entity';

/** An endpoint with what is known of it beside its own row. */
export interface EndpointView {
  readonly endpoint: WebhookEndpoint;
  readonly health: EndpointHealth;
  /** Those that sign, the newest first. */
  readonly secrets: readonly SecretView[];
}

export interface EndpointHealth {
  readonly failingSince: Date | null;
  readonly heldUntil: Date | null;
  readonly lastDeliveredAt: Date | null;
  readonly oldestUndeliveredAt: Date | null;
}

export interface SecretView extends Pick<WebhookSecret, 'version' | 'publicKey' | 'createdAt' | 'expiresAt'> {
  readonly rotateBy: Date | null;
}

/** An endpoint with a secret that is known just now. */
export interface IssuedEndpoint {
  readonly view: EndpointView;
  readonly issued: IssuedSecret;
}

type KnownHealth = Omit<EndpointHealth, 'oldestUndeliveredAt'>;
const UNTRIED: KnownHealth = { failingSince: null, heldUntil: null, lastDeliveredAt: null };

/** Looks at endpoints as a GET shows them: for answers, and for the events that tell of them. */
@Injectable()
export class EndpointViews {
  constructor(
    private readonly health: EndpointHealthRepository,
    private readonly secrets: EndpointSecrets,
    private readonly keyHistory: KeyHistory,
    private readonly clock: Clock,
  ) {}

  async of(tx: TenantTx, endpoint: WebhookEndpoint): Promise<EndpointView> {
    const [view] = await this.ofEach(tx, [endpoint]);
    if (view === undefined) throw new Error('there is a view of each');
    return view;
  }

  /** At most a page of them, in their order. */
  async ofEach(tx: TenantTx, endpoints: readonly WebhookEndpoint[]): Promise<EndpointView[]> {
    const ids = endpoints.map(({ id }) => id);
    const rows = await this.health.find(tx, ids);
    const oldest = await this.health.oldestUndelivered(tx, ids);
    const secrets = await this.secrets.signing(tx, ids);
    const health = new Map(rows.map((row) => [row.endpointId, this.healthOf(row)]));
    return endpoints.map((endpoint) => ({
      endpoint,
      health: {
        ...(health.get(endpoint.id) ?? UNTRIED),
        oldestUndeliveredAt: oldest.get(endpoint.id) ?? null,
      },
      secrets: (secrets.get(endpoint.id) ?? []).map((secret) => this.viewOf(secret)),
    }));
  }

  /** A pause that is over is none. */
  private healthOf({ failingSince, heldUntil, lastDeliveredAt }: WebhookEndpointHealth): KnownHealth {
    const isHeld = heldUntil !== null && heldUntil > this.clock.now();
    return { failingSince, heldUntil: isHeld ? heldUntil : null, lastDeliveredAt };
  }

  private viewOf(secret: WebhookSecret): SecretView {
    return { ...secret, rotateBy: rotateBy(secret, this.keyHistory.supersededAt(secret.kid)) };
  }
}
