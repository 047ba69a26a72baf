import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { requestDigest } from '@libs/http/request-digest';
import type { Answer, KeyedRequest } from './idempotency.types';
import { answerOf, KeyedChange } from './keyed-change';
import { KeptAnswersRepository } from './kept-answers.repository';

/** What a request says besides its key. */
export interface Asked {
  readonly path: string;
  /** As it was read; undefined where the route takes none. */
  readonly body: unknown;
}

/** A request that is sent again, with the Idempotency-Key of the first, changes nothing and gets the first answer. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly answers: KeptAnswersRepository,
    private readonly clock: Clock,
  ) {}

  request(key: string, { path, body = null }: Asked): KeyedRequest {
    return { key, digest: requestDigest([path, body]), arrivedAt: this.clock.now() };
  }

  /** The first answer; undefined where there is none yet. Throws a Problem of 410 or 422. */
  async findAnswer(tenantId: TenantId, request: KeyedRequest): Promise<Answer | undefined> {
    return answerOf(await this.database.run(tenantId, (tx) => this.answers.find(tx, request)), request);
  }

  change(request: KeyedRequest): KeyedChange {
    return new KeyedChange(this.answers, request);
  }
}
