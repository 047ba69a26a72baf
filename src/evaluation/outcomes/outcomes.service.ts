import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { retryOnConflict } from '@libs/database/retry-on-conflict';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import type { Caller } from '@libs/http/caller';
import { pageOf } from '@libs/http/pagination';
import type { Page, Slice } from '@libs/http/pagination';
import { TenantsService } from '../../tenants/tenants.service';
import type { Mode } from '../../tenants/tenants.types';
import type { Evaluation } from '../evaluation.entity';
import { EvaluationKeysRepository } from '../evaluation-keys.repository';
import { evaluationNotFound, noTextOfErased } from '../evaluation.problems';
import { EvaluationsRepository } from '../evaluations.repository';
import { KnownProfiles } from '../known-profiles';
import type { Outcome } from './outcome.entity';
import { firstEvaluationDropped, transactionNotFound } from './outcome.problems';
import type { Report, TransactionName } from './outcome.types';
import { OutcomeRecord } from './outcome-record';
import { OutcomesRepository } from './outcomes.repository';
import { isToldAgain, toldOutcome } from './told-outcome';

/** Profiles are locked in one order by everyone: what is left is the odd deadlock with a partition's making. */
const MAX_TRIES = 6;

interface Telling {
  readonly caller: Caller;
  readonly mode: Mode;
  readonly report: Report;
}

/** What really happened: told after the decision, changeable, each change kept. */
@Injectable()
export class OutcomesService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly tenants: TenantsService,
    private readonly outcomes: OutcomesRepository,
    private readonly evaluations: EvaluationsRepository,
    private readonly keys: EvaluationKeysRepository,
    private readonly profiles: KnownProfiles,
    private readonly record: OutcomeRecord,
    private readonly clock: Clock,
  ) {}

  /** Of an evaluation's transaction. Throws a Problem of 404, 410 or 422. */
  reportOf(caller: Caller, evaluationId: string, report: Report): Promise<Outcome> {
    return this.inTransaction(caller, report, async (tx) => {
      const evaluation = await this.evaluations.findKept(tx, evaluationId);
      if (evaluation === null) throw evaluationNotFound();
      return evaluation;
    });
  }

  /** Of a transaction by the customer's own name for it. Throws a Problem of 404, 410 or 422. */
  report(caller: Caller, transaction: TransactionName, report: Report): Promise<Outcome> {
    return this.inTransaction(caller, report, async (tx) => {
      const first = await this.keys.findTransactionKey(tx, transaction);
      const evaluation = first && (await this.evaluations.findKept(tx, first.evaluationId));
      if (!evaluation) throw transactionNotFound();
      return evaluation;
    });
  }

  /** Every change, newest first. Throws a Problem of 404. */
  history(tenantId: TenantId, evaluationId: string, slice: Slice): Promise<Page<Outcome>> {
    return this.database.run(tenantId, async (tx) => {
      const evaluation = await this.evaluations.find(tx, evaluationId);
      if (evaluation === null) throw evaluationNotFound();
      return pageOf(await this.outcomes.list(tx, evaluation, slice), slice.limit, ({ id }) => id);
    });
  }

  private async inTransaction(
    caller: Caller,
    report: Report,
    find: (tx: TenantTx) => Promise<Evaluation>,
  ): Promise<Outcome> {
    const { mode } = await this.tenants.get(caller.tenantId);
    return retryOnConflict(MAX_TRIES, [], () =>
      this.database.runFor(caller, async (tx) => this.learn(tx, await find(tx), { caller, mode, report })),
    );
  }

  /** The locked transaction's outcome is changed, its entities' profiles learn of it, and both are told. */
  private async learn(
    tx: TenantTx,
    evaluation: Evaluation,
    { caller, mode, report }: Telling,
  ): Promise<Outcome> {
    await this.outcomes.lock(tx, evaluation);
    const former = await this.outcomes.findLatest(tx, evaluation);
    if (former !== null && isToldAgain(former, report)) return former;
    const counted = await this.countedEvaluation(tx, evaluation);
    const isErased = evaluation.erasedAt !== null || counted.erasedAt !== null;
    if (report.reason !== null && isErased) throw noTextOfErased('reason');
    const { transaction } = counted.facts;
    const latest = toldOutcome(tx.tenantId, transaction, { report, former, now: this.clock.now() });
    await this.profiles.learn(tx, counted.id, { transaction, former, latest });
    await this.record.write(tx, caller, evaluation, { former, latest, mode });
    return latest;
  }

  /** The first evaluation of the transaction: however often it is evaluated, it happened once. Throws a Problem of 404. */
  private async countedEvaluation(tx: TenantTx, evaluation: Evaluation): Promise<Evaluation> {
    const first = await this.keys.findTransactionKey(tx, evaluation);
    if (first?.evaluationId === evaluation.id) return evaluation;
    const counted = first && (await this.evaluations.findKept(tx, first.evaluationId));
    if (!counted) throw firstEvaluationDropped();
    return counted;
  }
}
