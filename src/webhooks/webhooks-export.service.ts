import { Injectable } from '@nestjs/common';
import type { ExportSource } from '@libs/personal-data/export-source';
import { grouped } from '@libs/personal-data/grouped';
import { keysetSource } from '@libs/personal-data/keyset-source';
import type { Reading } from '@libs/personal-data/keyset-source';
import { AttemptsRepository } from './deliveries/attempts.repository';
import { toDeliveryResponse } from './deliveries/delivery.response';
import { Delivery } from './deliveries/delivery.entity';
import { toEndpointResponse } from './endpoints/dto/endpoint.response';
import { EndpointViews } from './endpoints/endpoint-views';
import { WebhookEndpoint } from './endpoints/webhook-endpoint.entity';
import { Recovery } from './recoveries/recovery.entity';
import { toRecoveryResponse } from './recoveries/recovery.response';

/** Where a tenant is told of events and how that went, in the export of it: without the secrets that sign. */
@Injectable()
export class WebhooksExportService {
  readonly sources: readonly ExportSource[] = [
    keysetSource({
      name: 'webhook_endpoints',
      about: 'Webhook endpoints as GET /v1/webhook-endpoints answers.',
      tables: ['webhook_endpoints', 'webhook_endpoint_health', 'webhook_secrets'],
      pageRows: 100,
      entity: WebhookEndpoint,
      key: ['id'],
      datedBy: 'id',
      show: async (endpoints, { tx }) => (await this.views.ofEach(tx, endpoints)).map(toEndpointResponse),
    }),
    keysetSource({
      name: 'deliveries',
      about: 'Deliveries as GET /v1/deliveries answers, each with all its attempts; kept as long as events.',
      tables: ['deliveries', 'delivery_attempts'],
      pageRows: 200,
      entity: Delivery,
      key: ['endpointId', 'eventId'],
      datedBy: 'eventId',
      show: (deliveries, reading) => this.show(deliveries, reading),
    }),
    keysetSource({
      name: 'recoveries',
      about: 'What was sent again, as GET /v1/recoveries answers.',
      tables: ['recoveries'],
      pageRows: 500,
      entity: Recovery,
      key: ['id'],
      datedBy: 'id',
      show: (recoveries) => recoveries.map(toRecoveryResponse),
    }),
  ];

  constructor(
    private readonly views: EndpointViews,
    private readonly attempts: AttemptsRepository,
  ) {}

  private async show(deliveries: readonly Delivery[], { tx }: Reading): Promise<object[]> {
    const attempts = grouped(await this.attempts.ofEach(tx, deliveries), placeOf);
    return deliveries.map((delivery) =>
      toDeliveryResponse({ delivery, attempts: attempts.get(placeOf(delivery)) ?? [] }),
    );
  }
}

function placeOf({ endpointId, eventId }: Pick<Delivery, 'endpointId' | 'eventId'>): string {
  return `${endpointId} ${eventId}`;
}
