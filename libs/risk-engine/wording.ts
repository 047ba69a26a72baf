import type { EntityKind } from './entity';
import type { Decision } from './verdict';
import type { WindowName } from './windows';

/** A ratio as it is stored and shown: one decimal, three below 1. */
export function roundRatio(ratio: number): number {
  return ratio < 1 ? Math.round(ratio * 1000) / 1000 : Math.round(ratio * 10) / 10;
}

/** After "the last": `hour`, `24 hours`, `30 days`. */
export function windowPhrase(window: WindowName): string {
  return WINDOW_PHRASES[window];
}

export function entityPhrase(kind: EntityKind): string {
  return ENTITY_PHRASES[kind];
}

/** After "it would be". */
export const DECISION_PHRASES: Record<Decision, string> = {
  allow: 'allowed',
  review: 'held for review',
  block: 'blocked',
};

const WINDOW_PHRASES: Record<WindowName, string> = {
  '1h': 'hour',
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
};

const ENTITY_PHRASES: Record<EntityKind, string> = {
  customer: 'this customer',
  counterparty: 'this counterparty',
  instrument: 'this instrument',
  device: 'this device',
  ip: 'this IP address',
  agent: 'this agent',
};
