import type { Erasure } from './erasure.entity';

export type ErasureOf = Pick<Erasure, 'tenantId' | 'id' | 'scope' | 'kind' | 'subjectId'>;

export interface ErasureTerm {
  readonly now: Date;
  readonly waitMs: number;
  /** SHA-256 of the token of its statusUrl. */
  readonly tokenDigest: Buffer;
}

/** An erasure that nobody has begun with. */
export function waitingErasure(of: ErasureOf, { now, waitMs, tokenDigest }: ErasureTerm): Erasure {
  return {
    ...of,
    ...{ status: 'waiting', tokenDigest, requestedAt: now, leaseUntil: now },
    executeAfter: new Date(now.getTime() + waitMs),
    ...{ startedAt: null, completedAt: null, certificate: null },
    ...{ pass: 0, step: 0, cursor: null, found: 0, counts: {} },
  };
}
