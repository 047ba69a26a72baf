import { createHmac } from 'node:crypto';
import type { Fingerprints, PartnerKind } from '@libs/risk-engine/contribution';
import { entitiesOf } from '@libs/risk-engine/entity';
import type { EntityKind } from '@libs/risk-engine/entity';
import type { Transaction } from '@libs/risk-engine/transaction';

const FINGERPRINT_BYTES = 8;
const COUNTED: readonly EntityKind[] = ['customer', 'instrument', 'device'] satisfies readonly PartnerKind[];

/**
 * Keyed hashes that stand for the transaction's entities in each other's profiles; useless without the tenant's key. Of
 * what was erased they are kept, so that the others' profiles can be made again.
 */
export function fingerprintsOf(transaction: Transaction, key: Buffer): Fingerprints {
  const counted = entitiesOf(transaction).filter(({ kind }) => COUNTED.includes(kind));
  const made = counted.map(({ kind, id }) => [kind, fingerprint(`${kind}:${id}`, key)] as const);
  const kept = Object.entries(transaction.erased ?? {}).filter(([, value]) => value !== '');
  return Object.fromEntries([...made, ...kept]);
}

function fingerprint(text: string, key: Buffer): string {
  const hash = createHmac('sha256', key).update(text, 'utf8').digest();
  return hash.subarray(0, FINGERPRINT_BYTES).toString('base64url');
}
