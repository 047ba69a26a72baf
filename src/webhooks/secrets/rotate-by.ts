const DAY_MS = 24 * 3_600_000;
const LIFETIME_MS = 365 * DAY_MS;
/** How long before it is due its owner is told; and how long there is once the master key was superseded. */
const NOTICE_MS = 90 * DAY_MS;

interface Aging {
  readonly createdAt: Date;
  /** When it stops to sign; null: it was not replaced. */
  readonly expiresAt: Date | null;
}

/**
 * When a secret should be replaced at the latest: a year after it was made, or 90 days after its master key was
 * superseded, so that the old one can go. Null for one that was replaced. It signs on after that all the same.
 */
export function rotateBy({ createdAt, expiresAt }: Aging, supersededAt: Date | null): Date | null {
  if (expiresAt !== null) return null;
  const ofAge = createdAt.getTime() + LIFETIME_MS;
  return new Date(supersededAt === null ? ofAge : Math.min(ofAge, supersededAt.getTime() + NOTICE_MS));
}

/** Whether its owner has to be told by now. */
export function isRotationDue(secret: Aging, supersededAt: Date | null, now: Date): boolean {
  const due = rotateBy(secret, supersededAt);
  return due !== null && due.getTime() - NOTICE_MS <= now.getTime();
}

/** Whatever was made since is due for no reason of its age. */
export function dueByAge(now: Date): Date {
  return new Date(now.getTime() - (LIFETIME_MS - NOTICE_MS));
}
