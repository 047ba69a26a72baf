import { Injectable } from '@nestjs/common';
import { columnParameter } from '@libs/database/column-parameter';
import type { TenantStatements } from '@libs/database/statement';
import { SCANNED_ROWS } from '@libs/erasure/erased-slice';

export interface NamingAnswer {
  readonly key: string;
  /** Null where it doesn't have any of the texts that were looked for. */
  readonly answer: unknown;
}

@Injectable()
export class ErasedAnswersRepository {
  /** A page of the answers behind a key, in the order of the keys. */
  page(tx: TenantStatements, after: string, texts: readonly string[]): Promise<NamingAnswer[]> {
    return tx.query({
      name: 'page-kept-answers-to-erase',
      text: `select key, case when exists (select from unnest($4::text[]) x(text) where strpos(answer::text, x.text) > 0)
                              then answer end as answer
               from kept_answers where tenant_id = $1 and key > $2 order by key limit $3`,
      values: [tx.tenantId, after, SCANNED_ROWS, columnParameter('text', texts, (text) => text)],
    });
  }

  async erase(tx: TenantStatements, keys: readonly string[]): Promise<void> {
    await tx.query({
      name: 'erase-kept-answers',
      text: `update kept_answers set answer = null, request_digest = null
              where tenant_id = $1 and key = any($2::text[])`,
      values: [tx.tenantId, columnParameter('text', keys, (key) => key)],
    });
  }

  async delete(tx: TenantStatements, keys: readonly string[]): Promise<void> {
    await tx.query({
      name: 'delete-kept-answers',
      text: 'delete from kept_answers where tenant_id = $1 and key = any($2::text[])',
      values: [tx.tenantId, columnParameter('text', keys, (key) => key)],
    });
  }
}
