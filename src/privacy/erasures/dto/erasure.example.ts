import { formatId } from '@libs/ids/typeid';
import { waitingErasure } from '../waiting-erasure';
import { toErasureResponse } from './erasure.response';
import type { ErasureResponse, RequestedErasureResponse } from './erasure.response';

const REQUESTED_AT = new Date('2026-11-28T10:00:00.000Z');
const WAITING = waitingErasure(
  {
    ...{ tenantId: '0199a1e2-7c00-7000-8000-000000000001', id: '0199a1e2-7c44-7a9e-b3d1-2f6f8b7c4d08' },
    ...{ scope: 'subject', kind: 'customer', subjectId: null },
  },
  { now: REQUESTED_AT, waitMs: 0, tokenDigest: Buffer.alloc(32) },
);

export const ERASURE_ID_EXAMPLE = formatId('erasure', WAITING.id);
export const STATUS_TOKEN_EXAMPLE = 'q1pJ0m3V6b9xTz2Yw5Rk8Ns4Lh7Dc0Fg1Ae3Ui6Oy9Q';

export const REQUESTED_EXAMPLE: RequestedErasureResponse = {
  ...toErasureResponse(WAITING),
  statusUrl: `https://trustflow.example/v1/privacy/erasure-status/${STATUS_TOKEN_EXAMPLE}`,
};

export const COMPLETED_EXAMPLE: ErasureResponse = toErasureResponse({
  ...WAITING,
  status: 'completed',
  startedAt: new Date('2026-11-28T10:00:00.700Z'),
  completedAt: new Date('2026-11-28T10:00:02.100Z'),
  counts: { evaluations: 212, transactionKeys: 212, auditEntries: 215, events: 212, profiles: 1 },
  certificate:
    'eyJhbGciOiJFZERTQSIsInR5cCI6InRydXN0Zmxvdy1lcmFzdXJlLWNlcnRpZmljYXRlK2p3dCJ9.eyJpc3MiOiJodHRwczovL3RydXN0Zmxvdy5leGFtcGxlIn0.c2lnbmF0dXJl',
});
