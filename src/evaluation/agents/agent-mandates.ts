import { Injectable } from '@nestjs/common';
import { allInOrder } from '@libs/database/all-in-order';
import type { TenantStatements } from '@libs/database/statement';
import { mandateFacts } from '@libs/risk-engine/mandate';
import type { MandateFacts, MandateTerms } from '@libs/risk-engine/mandate';
import type { Decision } from '@libs/risk-engine/verdict';
import type { Mandate } from '../../agent-identity/agent-identity.types';
import type { PendingDecision } from '../pending-decision';
import { AgentSpendingRepository } from './agent-spending.repository';
import { SpendingBook } from './spending-book';
import type { SpendingKey } from './spending-book';

/** Holds decisions to the mandates of the agents that signed them: what they spend in a day is exact. */
@Injectable()
export class AgentMandates {
  constructor(private readonly spending: AgentSpendingRepository) {}

  /** What was spent of what these decisions may spend; locked until the end of the transaction. */
  async lock(tx: TenantStatements, decisions: readonly PendingDecision[]): Promise<SpendingBook> {
    const keys = new Map(
      decisions.flatMap((decision) => {
        const key = spendingKeyOf(decision);
        return key === undefined ? [] : [[JSON.stringify(key), key] as const];
      }),
    );
    return new SpendingBook(keys.size === 0 ? [] : await this.spending.findForUpdate(tx, [...keys.values()]));
  }

  /** Undefined where no agent with a mandate signed. */
  factsOf(decision: PendingDecision, book: SpendingBook): MandateFacts | undefined {
    const mandate = decision.request.agent?.mandate ?? null;
    if (mandate === null) return undefined;
    const key = spendingKeyOf(decision);
    const spentTodayMinor = key === undefined ? 0 : book.spentMinor(key);
    const nowMs = decision.arrivedAt.getTime();
    return mandateFacts(decision.transaction, toTerms(mandate), { spentTodayMinor, nowMs });
  }

  /** What isn't blocked is spent, whether or not it is carried out: an evaluation on purpose spends again. */
  spend(decision: PendingDecision, made: Decision, book: SpendingBook): void {
    const key = spendingKeyOf(decision);
    if (key !== undefined && made !== 'block') book.spend(key, decision.transaction.amountMinor);
  }

  async save(tx: TenantStatements, book: SpendingBook): Promise<void> {
    await allInOrder([this.spending.update(tx, book.updated()), this.spending.insert(tx, book.added())]);
  }
}

/** Undefined where nothing is counted: no limit for a day, or a refund. */
function spendingKeyOf({ request, transaction, arrivedAt }: PendingDecision): SpendingKey | undefined {
  const { agent } = request;
  const { currency, type } = transaction;
  const limit = agent?.mandate?.limits.find((each) => each.currency === currency);
  if (agent === undefined || type === 'refund' || limit?.maxAmountPerDayMinor == null) return undefined;
  return { agentId: agent.uuid, currency, day: arrivedAt.toISOString().slice(0, 10) };
}

function toTerms({ expiresAt, ...terms }: Mandate): MandateTerms {
  return { ...terms, expiresAtMs: expiresAt?.getTime() ?? null };
}
