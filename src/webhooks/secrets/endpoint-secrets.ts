import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { TenantTx } from '@libs/database/tenant-database';
import type { SigningKeys } from '@libs/webhook-signature/webhook-keys';
import { tooManySecrets } from './secret.problems';
import { WebhookKeys } from './webhook-keys';
import type { IssuedSecret, SecretIdentity } from './webhook-keys';
import type { WebhookSecret } from './webhook-secret.entity';
import { WebhookSecretsRepository } from './webhook-secrets.repository';

/** Of an endpoint at a time: every delivery carries two signatures for each. */
const MAX_VERSIONS = 5;

interface Endpoint {
  readonly id: string;
}

/** The secrets that an endpoint's deliveries are signed with. None is kept: a row says how to make it again. */
@Injectable()
export class EndpointSecrets {
  constructor(
    private readonly secrets: WebhookSecretsRepository,
    private readonly keys: WebhookKeys,
    private readonly clock: Clock,
  ) {}

  /** The first one of a new endpoint. */
  create(tx: TenantTx, { id, createdAt }: Endpoint & { readonly createdAt: Date }): Promise<IssuedSecret> {
    return this.issue(tx, { tenantId: tx.tenantId, endpointId: id, version: 1 }, createdAt);
  }

  /**
   * Makes another one. Those that are there sign on for the overlap, and no longer than they would have. The endpoint
   * is locked. Throws a Problem of 409 where too many would sign at once.
   */
  async rotate(tx: TenantTx, endpoint: Endpoint, overlapSeconds: number): Promise<IssuedSecret> {
    const now = this.clock.now();
    const signing = await this.secrets.unexpired(tx, [endpoint.id], now);
    if (overlapSeconds > 0 && signing.length >= MAX_VERSIONS) throw tooManySecrets(MAX_VERSIONS);
    await this.secrets.endBy(tx, endpoint.id, new Date(now.getTime() + overlapSeconds * 1_000));
    await this.secrets.deleteExpired(tx, endpoint.id, now);
    // The newest one has no end of its own, so that there is one.
    const version = Math.max(...signing.map((secret) => secret.version)) + 1;
    return this.issue(tx, { tenantId: tx.tenantId, endpointId: endpoint.id, version }, now);
  }

  /** Of each endpoint those that sign just now, the newest version first. */
  async signing(
    tx: TenantTx,
    endpointIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly WebhookSecret[]>> {
    const rows = await this.secrets.unexpired(tx, endpointIds, this.clock.now());
    return new Map(endpointIds.map((id) => [id, rows.filter(({ endpointId }) => endpointId === id)]));
  }

  /** For good: without their salts nobody can make them again. */
  destroy(tx: TenantTx, endpoint: Endpoint): Promise<void> {
    return this.secrets.deleteOf(tx, endpoint.id);
  }

  /** What these versions sign with, in their order. Throws a KeyRingError without the right master key. */
  signingKeys(rows: readonly WebhookSecret[]): SigningKeys[] {
    return this.keys.signingKeys(rows);
  }

  private async issue(tx: TenantTx, identity: SecretIdentity, now: Date): Promise<IssuedSecret> {
    const issued = this.keys.make(identity, now);
    await this.secrets.insert(tx, issued.row);
    return issued;
  }
}
