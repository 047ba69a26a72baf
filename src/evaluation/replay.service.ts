import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { canonicalJson } from '@libs/merkle-log/canonical-json';
import { decide } from '@libs/risk-engine/decide';
import type { Verdict } from '@libs/risk-engine/verdict';
import { evaluationErased, evaluationNotFound } from './evaluation.problems';
import { EvaluationsRepository } from './evaluations.repository';
import { compiled } from './policies/active-policies';
import { PoliciesRepository } from './policies/policies.repository';
import { withShippedBuiltins } from './policies/with-shipped-builtins';

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

  /** Throws a Problem of 404, of 410 where it was erased, or of 409 where the policy names a built-in's version that is no longer shipped. */
  async replay(tenantId: TenantId, evaluationId: string): Promise<Replay> {
    const { evaluation, policy } = await this.database.run(tenantId, async (tx) => {
      const found = await this.evaluations.find(tx, evaluationId);
      if (found === null) throw evaluationNotFound();
      if (found.erasedAt !== null) throw evaluationErased();
      return { evaluation: found, policy: await this.policies.find(tx, found.policyId) };
    });
    if (policy === null) throw new Error('the policy of an evaluation is kept');
    const { rules } = compiled(policy);
    const verdict = withShippedBuiltins(() => decide(policy.definition, evaluation.facts, rules));
    return { isIdentical: essence(verdict) === essence(evaluation.verdict), verdict };
  }
}

function essence({ decision, score, factors }: Verdict): string {
  const wordless = factors.map((factor) => ({ ...factor, reason: '' }));
  return canonicalJson({ decision, score, factors: wordless });
}
