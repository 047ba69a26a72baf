import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { In } from 'typeorm';
import { Review } from './review.entity';

@Injectable()
export class ReviewsRepository {
  /** Returns whether it was the first. Another one that is under way is waited for. */
  async insertFirst({ manager }: TenantTx, review: Review): Promise<boolean> {
    const result = await manager
      .createQueryBuilder()
      .insert()
      .into(Review)
      .values({ ...review })
      .orIgnore()
      .returning('evaluation_id')
      .execute();
    return Array.isArray(result.raw) && result.raw.length > 0;
  }

  /** By the evaluation's id; at most a page of them. */
  async findOfEach(
    { manager, tenantId }: TenantTx,
    evaluationIds: readonly string[],
  ): Promise<ReadonlyMap<string, Review>> {
    if (evaluationIds.length === 0) return new Map();
    const reviews = await manager.findBy(Review, { tenantId, evaluationId: In([...evaluationIds]) });
    return new Map(reviews.map((review) => [review.evaluationId, review]));
  }
}
