const HOUR_MS = 3_600_000;

/** From the first moment to the first one behind it, in UTC. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** The period that plans, quotas and invoices go by. */
export function monthOf(at: Date): Period {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  return { from: new Date(Date.UTC(year, month, 1)), to: new Date(Date.UTC(year, month + 1, 1)) };
}

/** Its first day, as `2026-11-01`. */
export function monthName(at: Date): string {
  return `${at.toISOString().slice(0, 7)}-01`;
}

/** The beginning of the hour. */
export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
}
