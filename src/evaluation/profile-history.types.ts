import type { EntityKind } from '@libs/risk-engine/entity';

export const ENTITY_KINDS: readonly EntityKind[] = [
  'customer',
  'counterparty',
  'instrument',
  'device',
  'ip',
  'agent',
];

/** Which profiles of a tenant are made again: all, those of one kind, or the one with that kind and id. */
export interface ProfileSelection {
  readonly kind: EntityKind | undefined;
  readonly id: string | undefined;
  /** Only compared: nothing is written. */
  readonly isDryRun: boolean;
  /** The trail says nothing of it: it is part of what is told there already. */
  readonly isUntold?: boolean;
}

export interface RebuildReport {
  /** Profiles that were made again. */
  readonly rebuilt: number;
  /** Those of them that were stored otherwise, or not at all. */
  readonly differed: number;
}
