import { EVALUATION_EXAMPLE } from '../../dto/evaluation.example';
import { POLICY_ID_EXAMPLE } from '../../policies/dto/policy.example';

export const SHADOW_EXAMPLE = {
  policyId: POLICY_ID_EXAMPLE,
  status: 'running',
  startedAt: '2026-11-22T10:00:00.000Z',
  stoppedAt: null,
  summary: {
    ...{ decided: 12_500, agreed: 12_400, agreement: 0.992 },
    changed: [
      { from: 'allow', to: 'review', count: 75 },
      { from: 'review', to: 'block', count: 25 },
    ],
  },
};

export const SHADOW_COMPARISON_EXAMPLE = {
  evaluationId: EVALUATION_EXAMPLE.id,
  live: { decision: EVALUATION_EXAMPLE.decision, score: EVALUATION_EXAMPLE.score },
  shadow: {
    ...{ decision: 'block', score: 70 },
    factors: [
      {
        ...{ code: 'rule:shared_device', category: 'rule', points: 70, effect: 'none' },
        expression: 'device.last24h.instruments >= 3.0',
        observed: { 'device.last24h.instruments': 4 },
        reason: 'A device that used three instruments within a day.',
      },
    ],
  },
  createdAt: EVALUATION_EXAMPLE.createdAt,
};
