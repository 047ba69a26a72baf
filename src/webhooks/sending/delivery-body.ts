import { formatId } from '@libs/ids/typeid';

/** An event as a delivery tells it. */
export interface ToldEvent {
  readonly tenantId: string;
  readonly eventId: string;
  readonly type: string;
  readonly mode: string;
  readonly createdAt: Date;
  /** The resource as its GET answers, as JSON text. */
  readonly data: string;
}

/** The bytes that are signed and sent, the same on every attempt: the text of the data is taken as it is kept. */
export function deliveryBody({ tenantId, eventId, type, mode, createdAt, data }: ToldEvent): Buffer {
  const head = JSON.stringify({
    id: formatId('event', eventId),
    type,
    timestamp: createdAt,
    tenantId: formatId('tenant', tenantId),
    mode,
  });
  return Buffer.from(`${head.slice(0, -1)},"data":${data}}`, 'utf8');
}
