import type { ErasedCounts } from '@libs/erasure/erased-slice';
import { formatId } from '@libs/ids/typeid';
import type { SigningKey } from '@libs/signing-keys/signing-keys';
import type { Erasure, ErasureScope } from './erasure.entity';

const BACKUP_DAYS = 30;
const DAY_MS = 86_400_000;

/** What is not erased, in sentences. */
const KEPT: Readonly<Record<ErasureScope, readonly string[]>> = {
  subject: [
    'Decisions, scores, amounts, times, countries and the ids of other entities stay; nothing in them names the subject.',
    'Where other profiles counted the subject, an 8-byte fingerprint stays, keyed with a secret of the tenant.',
    'The leaf hashes of the audit tree stay, so that earlier proofs verify; without their salts they say nothing.',
    'Policies, transaction ids and trace ids are the tenant’s own words and stay as they were written.',
  ],
  tenant: [
    'The ledger of use and what was told to and by Stripe stay as commercial and tax law ask; they name nobody but the tenant’s id.',
    'The hashes of the audit tree stay, so that earlier proofs verify; entries are emptied, without their salts the hashes say nothing.',
    'A row with the id of the tenant and this erasure stay, without name and address.',
  ],
};

/** What was done in the sandbox, where the erasure took it along. */
export interface ErasedSandbox {
  readonly tenantId: string;
  readonly counts: ErasedCounts;
}

/** What a certificate says, as the payload of a JWT has it. */
export interface CertificateClaims {
  /** PUBLIC_URL. */
  readonly iss: string;
  readonly erasureId: string;
  readonly tenantId: string;
  readonly scope: ErasureScope;
  readonly kind?: string;
  readonly requestedAt: string;
  readonly completedAt: string;
  readonly counts: ErasedCounts;
  readonly sandbox?: ErasedSandbox;
  readonly erasedLeaves: { readonly count: number; readonly digest: string };
  readonly kept: readonly string[];
  /** By then no backup holds it any more. */
  readonly backupsGoneBy: string;
}

export function certificateClaims(
  { id, tenantId, scope, kind, requestedAt, counts }: Erasure,
  facts: Pick<CertificateClaims, 'iss' | 'erasedLeaves'> & {
    readonly completedAt: Date;
    readonly sandbox: ErasedSandbox | undefined;
  },
): CertificateClaims {
  const { iss, completedAt, sandbox, erasedLeaves } = facts;
  return {
    iss,
    erasureId: formatId('erasure', id),
    tenantId: formatId('tenant', tenantId),
    scope,
    ...(kind !== null && { kind }),
    requestedAt: requestedAt.toISOString(),
    completedAt: completedAt.toISOString(),
    counts,
    ...(sandbox && { sandbox }),
    erasedLeaves,
    kept: KEPT[scope],
    backupsGoneBy: new Date(completedAt.getTime() + BACKUP_DAYS * DAY_MS).toISOString(),
  };
}

/** A compact JWS (RFC 7515) with Ed25519 (RFC 8037). Its key is in the JWKS. */
export function signedCertificate(claims: CertificateClaims, key: SigningKey): string {
  const header = { alg: 'EdDSA', kid: key.kid, typ: 'trustflow-erasure-certificate+jwt' };
  const input = `${base64url(header)}.${base64url(claims)}`;
  return `${input}.${key.sign(Buffer.from(input, 'ascii')).toString('base64url')}`;
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}
