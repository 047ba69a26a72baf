import type { Decision } from '@libs/risk-engine/verdict';

/** How often a shadow decided what, by what was decided live. */
export type Tally = Readonly<Record<Decision, Readonly<Record<Decision, number>>>>;

export interface DecisionPair {
  readonly live: Decision;
  readonly shadow: Decision;
}

export interface Agreement {
  readonly decided: number;
  readonly agreed: number;
  /** From 0 to 1; null as long as nothing is decided. */
  readonly agreement: number | null;
  readonly changed: readonly Change[];
}

export interface Change {
  readonly from: Decision;
  readonly to: Decision;
  readonly count: number;
}

const DECISIONS: readonly Decision[] = ['allow', 'review', 'block'];

export const NOTHING_DECIDED: Tally = {
  allow: { allow: 0, review: 0, block: 0 },
  review: { allow: 0, review: 0, block: 0 },
  block: { allow: 0, review: 0, block: 0 },
};

export function counted(tally: Tally, pairs: readonly DecisionPair[]): Tally {
  const counts = structuredClone(tally) as Record<Decision, Record<Decision, number>>;
  for (const { live, shadow } of pairs) counts[live][shadow] += 1;
  return counts;
}

/** Two agree that decide the same, whatever their scores. */
export function agreementOf(tally: Tally): Agreement {
  const cells = DECISIONS.flatMap((from) =>
    DECISIONS.map((to): Change => ({ from, to, count: tally[from][to] })),
  );
  const decided = sumOf(cells);
  const agreed = sumOf(cells.filter(({ from, to }) => from === to));
  return {
    decided,
    agreed,
    agreement: decided === 0 ? null : agreed / decided,
    changed: cells.filter(({ from, to, count }) => from !== to && count > 0),
  };
}

function sumOf(cells: readonly Change[]): number {
  return cells.reduce((sum, { count }) => sum + count, 0);
}
