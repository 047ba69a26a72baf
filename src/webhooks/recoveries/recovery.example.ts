import { formatId, NIL_UUID } from '@libs/ids/typeid';
import { toRecoveryResponse } from './recovery.response';
import type { Recovery } from './recovery.entity';

const asked = new Date('2026-11-22T10:00:00.000Z');

const STARTED: Recovery = {
  tenantId: '0199a1e2-7c00-7000-8000-000000000001',
  id: '0199a1e2-7c33-7a9e-b3d1-2f6f8b7c4d0a',
  endpointId: '0199a1e2-7c11-7a9e-b3d1-2f6f8b7c4d07',
  since: new Date('2026-11-20T10:00:00.000Z'),
  until: asked,
  status: 'collecting',
  cursorEventId: NIL_UUID,
  found: 0,
  delivered: 0,
  failed: 0,
  leaseUntil: asked,
  createdAt: asked,
  completedAt: null,
};

export const RECOVERY_ID_EXAMPLE = formatId('recovery', STARTED.id);
export const STARTED_EXAMPLE = toRecoveryResponse(STARTED);
export const SENDING_EXAMPLE = toRecoveryResponse({
  ...STARTED,
  status: 'sending',
  found: 1_204,
  delivered: 1_187,
  failed: 3,
});
