import type { LedgerHour, Slice } from '../reporting/usage-reports.repository';

/** How an hour is amiss. */
export type Finding =
  'not_reported' | 'not_counted_yet' | 'resent' | 'was_sent' | 'too_late' | 'too_little' | 'too_much';

export interface HourFinding {
  readonly hour: string;
  readonly finding: Finding;
  /** What Stripe has less than the ledger; more, where it is negative. */
  readonly difference: number;
}

/** What the three say of one plan's hours. */
export interface Comparison {
  readonly hours: number;
  readonly ledger: number;
  readonly sent: number;
  readonly stripe: number;
  /** The differences of all hours, without regard to their signs: 0 is the only good one. */
  readonly difference: number;
  readonly findings: readonly HourFinding[];
  /** Parts that Stripe lost: to be sent again. */
  readonly resend: readonly Slice[];
  /** Parts that Stripe has, although nobody wrote that down. */
  readonly found: readonly Slice[];
}

export interface Sources {
  readonly ledger: readonly LedgerHour[];
  readonly slices: readonly Slice[];
  /** By the beginnings of the hours, in milliseconds. */
  readonly stripe: ReadonlyMap<number, number>;
}

export interface Limits {
  /** Hours that can't be told any more begin before this. */
  readonly oldest: Date;
  /** Stripe knows the identifiers of parts that were first sent later, and may not have counted them yet. */
  readonly forgottenBefore: Date;
}

/** Hour by hour: what can be mended for sure is, and what can't is said. */
export function compare(
  { ledger, slices, stripe }: Sources,
  { oldest, forgottenBefore }: Limits,
): Comparison {
  const counted = new Map(ledger.map(({ hour, count }) => [hour.getTime(), count]));
  const hours = [
    ...new Set([...counted.keys(), ...slices.map(({ hour }) => hour.getTime()), ...stripe.keys()]),
  ];
  const results = hours
    .sort((a, b) => a - b)
    .map((hourMs) =>
      compareHour({
        hourMs,
        ledger: counted.get(hourMs) ?? 0,
        slices: slices.filter(({ hour }) => hour.getTime() === hourMs),
        stripe: stripe.get(hourMs) ?? 0,
        isTooLate: hourMs < oldest.getTime(),
        forgottenBefore,
      }),
    );
  return {
    hours: hours.length,
    ledger: sum(results.map((each) => each.ledger)),
    sent: sum(results.map((each) => each.sent)),
    stripe: sum(results.map((each) => each.stripe)),
    difference: sum(results.map((each) => Math.abs(each.ledger - each.stripe))),
    findings: results.flatMap(({ finding }) => (finding === undefined ? [] : [finding])),
    resend: results.flatMap((each) => each.resend),
    found: results.flatMap((each) => each.found),
  };
}

interface Hour {
  readonly hourMs: number;
  readonly ledger: number;
  readonly slices: readonly Slice[];
  readonly stripe: number;
  readonly isTooLate: boolean;
  readonly forgottenBefore: Date;
}

interface HourResult extends Pick<Comparison, 'ledger' | 'sent' | 'stripe' | 'resend' | 'found'> {
  readonly finding: HourFinding | undefined;
}

function compareHour({ hourMs, ledger, slices, stripe, isTooLate, forgottenBefore }: Hour): HourResult {
  const sentSlices = slices.filter(({ sentAt }) => sentAt !== null);
  const unsure = slices.filter(({ sentAt, triedAt }) => sentAt === null && triedAt !== null);
  const sent = total(sentSlices);
  const result = (finding?: Finding, mend: Mend = {}): HourResult => ({
    ...{ ledger, sent, stripe, resend: [], found: [], ...mend },
    finding: finding && { hour: new Date(hourMs).toISOString(), finding, difference: ledger - stripe },
  });
  if (ledger === stripe && sent === stripe) return result();
  if (stripe > sent) {
    const found = explaining(unsure, stripe - sent);
    return found === undefined ? result('too_much') : result('was_sent', { found });
  }
  if (isTooLate) return result('too_late');
  return result(
    ...missing(stripe === sent ? unsure : explaining(sentSlices, sent - stripe), forgottenBefore),
  );
}

type Mend = Partial<Pick<HourResult, 'resend' | 'found'>>;

/** What was first sent long ago and never arrived may be sent once more: sooner it might be counted twice in the end. */
function missing(lost: readonly Slice[] | undefined, forgottenBefore: Date): [Finding, Mend] {
  if (lost === undefined) return ['too_little', {}];
  if (lost.length === 0) return ['not_reported', {}];
  const isForgotten = lost.every(({ triedAt }) => triedAt !== null && triedAt < forgottenBefore);
  return isForgotten ? ['resent', { resend: lost }] : ['not_counted_yet', {}];
}

/** One of the parts, or all of them, that make up this quantity; undefined where none do, so that it would be a guess. */
function explaining(slices: readonly Slice[], quantity: number): readonly Slice[] | undefined {
  if (quantity <= 0) return undefined;
  if (total(slices) === quantity) return slices;
  const matching = slices.filter((slice) => slice.quantity === quantity);
  return matching.length === 1 ? matching : undefined;
}

function total(slices: readonly Slice[]): number {
  return sum(slices.map(({ quantity }) => quantity));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
