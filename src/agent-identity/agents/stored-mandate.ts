import type { Mandate } from '../agent-identity.types';

/** A mandate as JSON keeps it. */
export interface StoredMandate extends Omit<Mandate, 'expiresAt'> {
  readonly expiresAt: string | null;
}

export function toStoredMandate(mandate: Mandate | null): StoredMandate | null {
  return mandate && { ...mandate, expiresAt: mandate.expiresAt?.toISOString() ?? null };
}

export function toMandate(stored: StoredMandate | null): Mandate | null {
  return stored && { ...stored, expiresAt: stored.expiresAt === null ? null : new Date(stored.expiresAt) };
}
