import type { Facts } from '../facts';
import type { Windows } from '../windows';
import type { EntityKind } from '../entity';

/**
 * What a rule sees: the recorded facts, with what facts recorded by an earlier version may lack. Where it is
 * lacking, no list holds anything and no fraud is known.
 */
export interface RuleFacts extends Pick<Facts, 'transaction'> {
  readonly entities: Readonly<Partial<Record<EntityKind, RuleEntity>>>;
  /** By the list's name: which of the transaction's {@link listableValues} it holds. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
}

export type RuleValue = string | number | boolean;

export const MEASURES = [
  'count',
  'amount',
  'average',
  'max',
  'refunds',
  'refundAmount',
  'customers',
  'instruments',
  'devices',
  'fraud',
] as const;
export type Measure = (typeof MEASURES)[number];

type RuleWindow = Readonly<Record<Exclude<Measure, 'fraud'>, number> & Partial<Record<'fraud', number>>>;
type RuleEntity = Readonly<Record<keyof Windows, RuleWindow>> & {
  readonly isNew: boolean;
  readonly ageDays: number;
};
