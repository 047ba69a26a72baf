import { Injectable } from '@nestjs/common';
import type { TenantStatements } from '@libs/database/statement';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { EntityKey } from '@libs/risk-engine/entity';
import type { TenantProfile } from '../../tenants/tenants.types';
import { EntityHistoryRepository } from './entity-history.repository';
import type { CountedTransaction, IdSpan, ToldOutcome } from './entity-history.repository';
import { countAlso, learnAlso } from './remade-profile';
import type { RemadeProfile } from './remade-profile';

const PAGE = 500;

export interface EntityOf {
  readonly tenant: TenantProfile;
  readonly key: EntityKey;
}

interface HistoryPage {
  readonly counted: readonly CountedTransaction[];
  readonly told: readonly ToldOutcome[];
}

/** Reads on in what is recorded of an entity, whatever its length: a page at a time. */
@Injectable()
export class EntityHistory {
  constructor(
    private readonly database: TenantDatabase,
    private readonly history: EntityHistoryRepository,
  ) {}

  /** With nothing locked: each page in a transaction of its own. */
  readSettled(entity: EntityOf, remade: RemadeProfile, span: IdSpan): Promise<RemadeProfile> {
    const { tenant, key } = entity;
    return readOn(entity, remade, span, (rest) =>
      this.database.run(tenant.id, (tx) => this.page(tx, key, rest)),
    );
  }

  readIn(
    tx: TenantStatements,
    entity: EntityOf,
    remade: RemadeProfile,
    span: IdSpan,
  ): Promise<RemadeProfile> {
    return readOn(entity, remade, span, (rest) => this.page(tx, entity.key, rest));
  }

  private async page(tx: TenantStatements, key: EntityKey, rest: IdSpan): Promise<HistoryPage> {
    const counted = await this.history.countedTransactions(tx, key, rest, PAGE);
    return { counted, told: await this.history.toldOf(tx, counted) };
  }
}

async function readOn(
  { tenant }: EntityOf,
  before: RemadeProfile,
  { after, through }: IdSpan,
  readPage: (rest: IdSpan) => Promise<HistoryPage>,
): Promise<RemadeProfile> {
  let remade = before;
  let last: string | undefined = after;
  while (last !== undefined) {
    const { counted, told } = await readPage({ after: last, through });
    remade = learnAlso(countAlso(remade, counted, tenant.fingerprintKey), told);
    last = counted.length < PAGE ? undefined : counted.at(-1)?.evaluationId;
  }
  return remade;
}
