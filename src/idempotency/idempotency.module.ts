import { Module } from '@nestjs/common';
import { IdempotencyService } from './idempotency.service';
import { KeptAnswersRepository } from './kept-answers.repository';

/** What `@Idempotent()` needs; a module that has such a route imports it. A leaf: it knows nobody. */
@Module({ providers: [IdempotencyService, KeptAnswersRepository], exports: [IdempotencyService] })
export class IdempotencyModule {}
