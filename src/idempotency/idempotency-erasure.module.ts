import { Module } from '@nestjs/common';
import { ErasedAnswersRepository } from './erased-answers.repository';
import { IdempotencyErasureService } from './idempotency-erasure.service';

@Module({
  providers: [IdempotencyErasureService, ErasedAnswersRepository],
  exports: [IdempotencyErasureService],
})
export class IdempotencyErasureModule {}
