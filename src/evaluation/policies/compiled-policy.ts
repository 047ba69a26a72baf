import type { CompiledRules } from '@libs/risk-engine/rules/compiled-rules';
import type { Policy } from './policy.entity';

/** A policy, ready to decide. */
export interface CompiledPolicy extends Policy {
  readonly rules: CompiledRules;
}
