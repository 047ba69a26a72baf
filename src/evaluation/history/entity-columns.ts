import type { EntityKind } from '@libs/risk-engine/entity';

/** Where an evaluation names its entities; each is indexed. Each is null once that entity was erased. */
export const ENTITY_COLUMNS = {
  customer: 'customer_id',
  counterparty: 'counterparty_id',
  instrument: 'instrument_id',
  device: 'device_id',
  ip: 'ip',
  // Not what the request names: an agent counts only where it signed.
  agent: 'verified_agent_id',
} as const satisfies Readonly<Record<EntityKind, string>>;
