import { Module } from '@nestjs/common';
import { CompiledPolicies } from './policies/compiled-policies';
import { PoliciesRepository } from './policies/policies.repository';

/** What the product does after the answer. */
@Module({ providers: [PoliciesRepository, CompiledPolicies] })
export class EvaluationWorkerModule {}
