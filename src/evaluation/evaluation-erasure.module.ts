import { Module } from '@nestjs/common';
import { EvaluationErasing } from './erasures/evaluation-erasing';
import { NamedEvaluationsRepository } from './erasures/named-evaluations.repository';
import { RemainsRepository } from './erasures/remains.repository';
import { RequestDigestsRepository } from './erasures/request-digests.repository';
import { ToldTextsRepository } from './erasures/told-texts.repository';
import { EvaluationErasureService } from './evaluation-erasure.service';

/** What an erasure takes away of the product. */
@Module({
  providers: [
    ...[EvaluationErasureService, EvaluationErasing],
    ...[NamedEvaluationsRepository, ToldTextsRepository, RequestDigestsRepository, RemainsRepository],
  ],
  exports: [EvaluationErasureService],
})
export class EvaluationErasureModule {}
