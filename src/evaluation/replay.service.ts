import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { canonicalJson } from '@libs/merkle-log/leaf-hash';
import { decide } from '@libs/risk-engine/decide';
import { UnknownBuiltinError } from '@libs/risk-engine/factors/registry';
import type { Verdict } from '@libs/risk-engine/verdict';
import type { Evaluation } from './evaluation.entity';
import { evaluationNotFound } from './evaluation.problems';
import { EvaluationsRepository } from './evaluations.repository';
import { compiled } from './policies/active-policies';
import { PoliciesRepository } from './policies/policies.repository';
import type { Policy } from './policies/policy.entity';
import { versionNotShipped } from './policies/policy.problems';

export interface Replay {
  /** Decision, score and factors are as they were recorded; sentences may be worded otherwise since. */
  readonly isIdentical: boolean;
  readonly verdict: Verdict;
}

/** Decides again, from what was recorded. */
@Injectable()
export class ReplayService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly evaluations: EvaluationsRepository,
    private readonly policies: PoliciesRepository,
  ) {}

  /** Throws a Problem of 404, or of 409 where the policy names a built-in's version that is no longer shipped. */
  async replay(tenantId: TenantId, evaluationId: string): Promise<Replay> {
    const { evaluation, policy } = await this.database.run(tenantId, async (tx) => {
      const found = await this.evaluations.find(tx, evaluationId);
      if (found === null) throw evaluationNotFound();
      return { evaluation: found, policy: await this.policies.find(tx, found.policyId) };
    });
    if (policy === null) throw new Error('the policy of an evaluation is kept');
    const verdict = decideAgain(evaluation, policy);
    return { isIdentical: essence(verdict) === essence(evaluation.verdict), verdict };
  }
}

function decideAgain({ facts }: Evaluation, policy: Policy): Verdict {
  try {
    return decide(policy.definition, facts, compiled(policy).rules);
  } catch (error) {
    if (error instanceof UnknownBuiltinError) throw versionNotShipped(error.code, error.version);
    throw error;
  }
}

function essence({ decision, score, factors }: Verdict): string {
  const wordless = factors.map((factor) => ({ ...factor, reason: '' }));
  return canonicalJson({ decision, score, factors: wordless });
}
