import type { TenantTx } from '@libs/database/tenant-database';
import type { ErasedSlice } from '@libs/erasure/erased-slice';
import type { EntityKey } from '@libs/risk-engine/entity';
import type { Erasure } from './erasure.entity';

/** Goes through one kind of thing, a slice in each transaction. Again, it finds what came since, or nothing. */
export interface ErasureStep {
  /** `after` is what the slice before returned as `next`; undefined for the first. */
  slice(tx: TenantTx, erasure: Erasure, after: string | undefined): Promise<ErasedSlice>;
}

/** Whom an erasure is of. */
export function subjectOf({ kind, subjectId }: Erasure): EntityKey {
  if (kind === null || subjectId === null)
    throw new Error('an erasure of a subject knows it until it is done');
  return { kind, id: subjectId };
}
