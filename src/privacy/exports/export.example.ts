import { formatId } from '@libs/ids/typeid';
import type { Export } from './export.entity';
import { toExportResponse } from './export.response';
import { BEGINNING } from './export.types';

const CREATED_AT = new Date('2026-11-22T10:00:00.000Z');
const COMPLETED_AT = new Date('2026-11-22T10:00:41.300Z');

const QUEUED: Export = {
  tenantId: '0199a1e2-7c00-7000-8000-000000000001',
  id: '0199a1e2-7c33-7a9e-b3d1-2f6f8b7c4d07',
  status: 'queued',
  progress: 0,
  place: BEGINNING,
  parts: [],
  steps: 0,
  pieces: 0,
  sizeBytes: 0,
  sha256: null,
  failure: null,
  tries: 0,
  leaseUntil: CREATED_AT,
  createdAt: CREATED_AT,
  startedAt: null,
  completedAt: null,
  expiresAt: null,
};

const COMPLETED: Export = {
  ...QUEUED,
  status: 'completed',
  progress: 1,
  parts: [
    { name: 'tenant', rows: 1, bytes: 231 },
    { name: 'api_keys', rows: 3, bytes: 1_094 },
    { name: 'evaluations', rows: 48_120, bytes: 98_646_000 },
  ],
  sizeBytes: 9_214_733,
  sha256: Buffer.from('5f1d2c9be0a7430f6f0c8e2b7d94a1c35e6f7081923a4b5c6d7e8f9001122334', 'hex'),
  completedAt: COMPLETED_AT,
  expiresAt: new Date('2026-11-29T10:00:41.300Z'),
};

export const EXPORT_ID_EXAMPLE = formatId('export', QUEUED.id);
export const QUEUED_EXAMPLE = toExportResponse(QUEUED, CREATED_AT);
export const COMPLETED_EXAMPLE = toExportResponse(COMPLETED, COMPLETED_AT);
