import type { TenantId } from '@libs/database/tenant-id';
import { newUuid } from '@libs/ids/typeid';
import type { Transaction } from '@libs/risk-engine/transaction';
import type { Outcome } from './outcome.entity';
import { reportedOutOfTime } from './outcome.problems';
import type { Report } from './outcome.types';

const MAX_AHEAD_MS = 300_000;

interface Telling {
  readonly report: Report;
  /** What was told before. */
  readonly former: Outcome | null;
  readonly now: Date;
}

/**
 * The outcome that a report makes. Its id sorts behind the former's whatever the clocks of two processes say: which of
 * two is in force follows the order in which they were recorded. Throws a Problem of 422.
 */
export function toldOutcome(
  tenantId: TenantId,
  { type, transactionId, occurredAtMs }: Transaction,
  { report, former, now }: Telling,
): Outcome {
  const createdAtMs = Math.max(now.getTime(), (former?.createdAt.getTime() ?? 0) + 1);
  // A transaction may lie a little ahead of now: what is told of it now is known when it happens.
  const { label, reason, reportedAt = new Date(Math.max(now.getTime(), occurredAtMs)) } = report;
  const reportedAtMs = reportedAt.getTime();
  if (reportedAtMs < occurredAtMs || reportedAtMs > now.getTime() + MAX_AHEAD_MS) {
    throw reportedOutOfTime();
  }
  return {
    tenantId,
    id: newUuid(createdAtMs),
    type,
    transactionId,
    label,
    reason,
    reportedAt,
    createdAt: new Date(createdAtMs),
  };
}

/** The same as was told last, as chargeback files do and as a repeated call does: nothing changes. */
export function isToldAgain(former: Outcome, { label, reason, reportedAt }: Report): boolean {
  const isSameTime = reportedAt === undefined || reportedAt.getTime() === former.reportedAt.getTime();
  return former.label === label && former.reason === reason && isSameTime;
}
