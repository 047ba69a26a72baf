import { formatId, NIL_UUID } from '@libs/ids/typeid';
import type { KeptTally } from '@libs/risk-engine/backtest/backtest-tally';
import { POLICY_ID_EXAMPLE } from '../policies/dto/policy.example';
import { toBacktestResponse } from './backtest.response';
import type { BacktestResponse } from './backtest.response';
import type { Backtest } from './backtest.entity';

/** October of a shop: what it allowed, held and blocked, and what a stricter version would have. */
const TALLY: KeptTally = {
  erased: 12,
  cells: [
    ['allow', 'allow', 'unknown', 'EUR', 42_141, 144_122_220, 985_795_984_800],
    ['allow', 'allow', 'legitimate', 'EUR', 4_820, 16_484_400, 112_753_296_000],
    ['allow', 'allow', 'fraud', 'EUR', 58, 696_000, 10_857_600_000],
    ['allow', 'review', 'legitimate', 'EUR', 61, 390_400, 3_123_200_000],
    ['allow', 'review', 'fraud', 'EUR', 89, 1_068_000, 16_660_800_000],
    ['review', 'review', 'unknown', 'EUR', 231, 1_478_400, 11_827_200_000],
    ['review', 'allow', 'legitimate', 'EUR', 112, 627_200, 4_390_400_000],
    ['review', 'block', 'fraud', 'EUR', 60, 900_000, 17_550_000_000],
    ['block', 'block', 'legitimate', 'EUR', 27, 83_025, 319_188_000],
    ['block', 'block', 'fraud', 'EUR', 203, 2_436_000, 38_001_600_000],
  ],
};

const QUEUED: Backtest = {
  tenantId: '0199a1e2-7c00-7000-8000-000000000001',
  id: '0199a1e2-7c11-7a9e-b3d1-2f6f8b7c4d05',
  policyId: '0199a1e2-7c22-7a9e-b3d1-2f6f8b7c4d06',
  policyVersion: 2,
  from: new Date('2026-10-01T00:00:00.000Z'),
  to: new Date('2026-11-01T00:00:00.000Z'),
  status: 'queued',
  progress: 0,
  cursor: NIL_UUID,
  tally: TALLY,
  failure: null,
  leaseUntil: new Date('2026-11-22T10:00:00.000Z'),
  createdAt: new Date('2026-11-22T10:00:00.000Z'),
  startedAt: null,
  endedAt: null,
};

const startedAt = new Date('2026-11-22T10:00:00.800Z');

export const BACKTEST_ID_EXAMPLE = formatId('backtest', QUEUED.id);
export const QUEUED_EXAMPLE = exampleOf(QUEUED);
export const COMPLETED_EXAMPLE = exampleOf({
  ...QUEUED,
  status: 'completed',
  progress: 1,
  startedAt,
  endedAt: new Date('2026-11-22T10:00:04.900Z'),
});
export const CANCELLED_EXAMPLE = exampleOf({
  ...QUEUED,
  status: 'cancelled',
  progress: 0.42,
  startedAt,
  endedAt: new Date('2026-11-22T10:00:02.500Z'),
});

function exampleOf(backtest: Backtest): BacktestResponse {
  return { ...toBacktestResponse(backtest), policy: { id: POLICY_ID_EXAMPLE, version: 2 } };
}
