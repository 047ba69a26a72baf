import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { Caller } from '@libs/http/caller';
import { pageOf } from '@libs/http/pagination';
import type { Page, Slice } from '@libs/http/pagination';
import { grants } from '@libs/http/scope';
import { newUuid } from '@libs/ids/typeid';
import { AuditService } from '../../audit/audit.service';
import { EventsService } from '../../events/events.service';
import { EndpointSecrets } from '../secrets/endpoint-secrets';
import { toEndpointResponse } from './dto/endpoint.response';
import { afterChange, termsOf } from './endpoint-change';
import type { EndpointChange, EndpointTerms } from './endpoint-change';
import { EndpointHealthRepository } from './endpoint-health.repository';
import { EndpointUrls } from './endpoint-urls';
import { EndpointViews } from './endpoint-views';
import type { EndpointView, IssuedEndpoint } from './endpoint-views';
import { endpointNotFound, subscriptionNeeds, tooManyEndpoints } from './endpoint.problems';
import { scopesNeeded } from './event-subscription';
import { changesTold } from './told-changes';
import type { Told } from './told-changes';
import type { WebhookEndpoint } from './webhook-endpoint.entity';
import { WebhookEndpointsRepository } from './webhook-endpoints.repository';

/** Of a tenant at a time. */
const MAX_ENDPOINTS = 50;

/** The endpoints of a tenant, as the tenant manages them. */
@Injectable()
export class WebhookEndpointsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly endpoints: WebhookEndpointsRepository,
    private readonly health: EndpointHealthRepository,
    private readonly secrets: EndpointSecrets,
    private readonly views: EndpointViews,
    private readonly urls: EndpointUrls,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  page(tenantId: TenantId, slice: Slice): Promise<Page<EndpointView>> {
    return this.database.run(tenantId, async (tx) => {
      const page = pageOf(await this.endpoints.list(tx, slice), slice.limit, ({ id }) => id);
      const views = await this.views.ofEach(tx, page.data);
      return { ...page, data: views };
    });
  }

  /** Throws a Problem of 404. */
  get(tenantId: TenantId, id: string): Promise<EndpointView> {
    return this.database.run(tenantId, async (tx) => this.views.of(tx, await this.find(tx, id)));
  }

  /** Throws a Problem of 403 for a scope that the caller lacks, of 422 for its URL, of 409 where there are too many. */
  async create(caller: Caller, terms: EndpointTerms): Promise<IssuedEndpoint> {
    requireScopes(caller, terms.eventTypes);
    await this.urls.judge(terms.url);
    return this.database.runFor(caller, async (tx) => {
      await this.endpoints.lockAll(tx);
      if ((await this.endpoints.count(tx)) >= MAX_ENDPOINTS) throw tooManyEndpoints(MAX_ENDPOINTS);
      const endpoint = newEndpoint(tx.tenantId, terms, this.clock.now());
      await this.endpoints.insert(tx, endpoint);
      await this.health.insert(tx, endpoint.id);
      const issued = await this.secrets.create(tx, endpoint);
      await this.note(tx, caller, endpoint, { action: 'endpoint.created', after: termsOf(endpoint) });
      return { view: await this.views.of(tx, endpoint), issued };
    });
  }

  /**
   * Needs the scopes of everything that the endpoint is told of afterwards: another URL is another reader.
   * Throws Problems as `create` does, and of 404.
   */
  async update(caller: Caller, id: string, change: EndpointChange): Promise<EndpointView> {
    await this.get(caller.tenantId, id);
    if (change.url !== undefined) await this.urls.judge(change.url);
    return this.database.run(caller.tenantId, async (tx) => {
      const before = await this.findLocked(tx, id);
      const after = afterChange(before, change, this.clock.now());
      requireScopes(caller, after.eventTypes);
      if (after !== before) await this.change(tx, caller, before, after);
      return this.views.of(tx, after);
    });
  }

  /** Throws a Problem of 404, or of 409 where too many secrets would sign at once. */
  rotateSecret(caller: Caller, id: string, overlapSeconds: number): Promise<IssuedEndpoint> {
    return this.database.runFor(caller, async (tx) => {
      const endpoint = await this.findLocked(tx, id);
      const issued = await this.secrets.rotate(tx, endpoint, overlapSeconds);
      const { version } = issued.row;
      await this.note(tx, caller, endpoint, {
        action: 'endpoint.secret_rotated',
        before: { version: version - 1 },
        after: { version, overlapSeconds },
      });
      return { view: await this.views.of(tx, endpoint), issued };
    });
  }

  /** With its secrets, for good. What became of its deliveries can still be read. Throws a Problem of 404. */
  remove(caller: Caller, id: string): Promise<void> {
    return this.database.run(caller.tenantId, async (tx) => {
      const endpoint = await this.findLocked(tx, id);
      await this.secrets.destroy(tx, endpoint);
      await this.health.remove(tx, id);
      await this.endpoints.remove(tx, id);
      await this.note(tx, caller, endpoint, { action: 'endpoint.deleted', before: termsOf(endpoint) });
    });
  }

  private async change(
    tx: TenantTx,
    caller: Caller,
    before: WebhookEndpoint,
    after: WebhookEndpoint,
  ): Promise<void> {
    await this.endpoints.update(tx, after);
    const told = changesTold(before, after);
    for (const each of told) await this.note(tx, caller, after, each);
    const actions = told.map(({ action }) => action);
    if (actions.includes('endpoint.enabled')) await this.health.clear(tx, after.id);
    if (actions.includes('endpoint.disabled')) {
      const data = toEndpointResponse(await this.views.of(tx, after));
      await this.events.publish(tx, [{ type: 'endpoint.disabled', resourceId: after.id, data }]);
    }
  }

  private async find(tx: TenantTx, id: string): Promise<WebhookEndpoint> {
    const endpoint = await this.endpoints.find(tx, id);
    if (endpoint === null) throw endpointNotFound();
    return endpoint;
  }

  private async findLocked(tx: TenantTx, id: string): Promise<WebhookEndpoint> {
    const endpoint = await this.endpoints.findLocked(tx, id);
    if (endpoint === null) throw endpointNotFound();
    return endpoint;
  }

  private async note(
    tx: TenantTx,
    { keyId, origin }: Caller,
    { id }: WebhookEndpoint,
    told: Told,
  ): Promise<void> {
    const resource = { type: 'endpoint', id } as const;
    await this.audit.append(tx, [{ ...origin, ...told, actor: { type: 'key', id: keyId }, resource }]);
  }
}

function newEndpoint(tenantId: TenantId, terms: EndpointTerms, now: Date): WebhookEndpoint {
  return {
    ...{ ...terms, tenantId, id: newUuid(now.getTime()), eventTypes: [...terms.eventTypes] },
    ...{ status: 'enabled', disabledReason: null, disabledAt: null, createdAt: now, updatedAt: now },
  };
}

function requireScopes({ scopes }: Caller, eventTypes: readonly string[]): void {
  const missing = scopesNeeded(eventTypes).find((scope) => !grants(scopes, scope));
  if (missing !== undefined) throw subscriptionNeeds(missing);
}
