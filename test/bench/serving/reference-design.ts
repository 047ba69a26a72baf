import { createHash, randomBytes } from 'node:crypto';
import type { Caller } from '@libs/http/caller';
import { newUuid } from '@libs/ids/typeid';
import { Pool } from 'pg';
import type { PoolClient } from 'pg';
import type { EvaluateTransactionDto } from '../../../src/evaluation/dto/evaluate-transaction.dto';
import { ENTITY_COLUMNS } from './reference-schema';

/** As many as the product's own requests have. */
const CONNECTIONS = 16;
const WINDOWS = { last1h: '1 hour', last24h: '24 hours', last7d: '7 days', last30d: '30 days' } as const;

interface Window {
  readonly kind: string;
  readonly count: number;
  readonly amount: number;
  readonly max: number;
}

/** One row for each entity: what happened to it in each window. */
const AGGREGATES = ENTITY_COLUMNS.map(
  (column, index) => `
  select '${column}' as kind, ${Object.entries(WINDOWS)
    .map(([name, length]) => aggregatesOf(name, `occurred_at >= $3::timestamptz - interval '${length}'`))
    .join(', ')}
    from reference.evaluations
   where tenant_id = $1 and ${column} = $${index + 4} and currency = $2
     and occurred_at >= $3::timestamptz - interval '30 days' and occurred_at <= $3`,
).join(' union all ');

function aggregatesOf(name: string, condition: string): string {
  return `json_build_object('count', count(*) filter (where ${condition}),
    'amount', coalesce(sum(amount) filter (where ${condition}), 0),
    'max', coalesce(max(amount) filter (where ${condition}), 0)) as "${name}"`;
}

const INSERT_EVALUATION = `
  insert into reference.evaluations (tenant_id, id, type, transaction_id, ${ENTITY_COLUMNS.join(', ')},
    amount, currency, decision, score, facts, verdict, occurred_at, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`;

type Known = Readonly<Record<keyof typeof WINDOWS, Window>> & { readonly kind: string };

interface Verdict {
  readonly decision: string;
  readonly score: number;
  readonly factors: readonly Readonly<Record<string, unknown>>[];
}

/**
 * The straightforward design, to measure beside: one transaction for each request, the history asked with SQL
 * aggregates over indexes that cover them, and the same kinds of rows written. It is spared much that the product
 * does: no row-level security, no locks (two at once don't see each other), a handful of factors, nothing to replay.
 */
export class ReferenceDesign {
  private readonly pool: Pool;

  constructor(url: string) {
    this.pool = new Pool({ connectionString: url, max: CONNECTIONS });
  }

  async evaluate(caller: Caller, body: EvaluateTransactionDto): Promise<object> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      const known = await this.gather(client, caller, body);
      const verdict = decide(body.amount, known);
      const answer = await this.record(client, caller, { body, known, verdict });
      await client.query('commit');
      return answer;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async gather(client: PoolClient, caller: Caller, body: EvaluateTransactionDto): Promise<Known[]> {
    const values = [caller.tenantId, body.currency, new Date(), ...entityIds(body)];
    return (await client.query<Known>({ name: 'reference-aggregates', text: AGGREGATES, values })).rows;
  }

  private async record(
    client: PoolClient,
    caller: Caller,
    { body, known, verdict }: { body: EvaluateTransactionDto; known: readonly Known[]; verdict: Verdict },
  ): Promise<object> {
    const now = new Date();
    const [id, auditId, eventId] = [newUuid(now.getTime()), newUuid(now.getTime()), newUuid(now.getTime())];
    const type = body.type ?? 'payment';
    const { decision, score } = verdict;
    const facts = JSON.stringify({ transaction: body, known });
    await client.query({
      name: 'reference-evaluation',
      text: INSERT_EVALUATION,
      values: [
        ...[caller.tenantId, id, type, body.transactionId, ...entityIds(body)],
        ...[body.amount, body.currency, decision, score, facts, JSON.stringify(verdict), now, now],
      ],
    });
    const salt = randomBytes(32);
    const answer = { id, transactionId: body.transactionId, type, ...verdict, createdAt: now };
    const leaf = createHash('sha256').update(salt).update(JSON.stringify(answer)).digest();
    await client.query({
      name: 'reference-audit',
      text: `insert into reference.audit_entries values ($1, $2, $3, 'evaluation.decided', $4, $5, $6, $7, $8)`,
      values: [caller.tenantId, auditId, id, caller.keyId, caller.origin.traceId, salt, leaf, now],
    });
    await client.query({
      name: 'reference-event',
      text: 'insert into reference.events values ($1, $2, $3, $4, $5, $6)',
      values: [caller.tenantId, eventId, id, `evaluation.${decision}`, JSON.stringify(answer), now],
    });
    return answer;
  }
}

function entityIds({ customer, counterparty, instrument, device }: EvaluateTransactionDto): unknown[] {
  return [customer.id, counterparty?.id, instrument?.id, device?.id, device?.ip];
}

function decide(amount: number, known: readonly Known[]): Verdict {
  const factors = known.flatMap(({ kind, last1h, last24h, last30d }) => [
    { code: `${kind}_is_new`, points: last30d.count === 0 ? 5 : 0, value: last30d.count },
    { code: `${kind}_is_busy`, points: last1h.count >= 8 ? 10 : 0, value: last1h.count, window: '1h' },
    {
      code: `${kind}_amount`,
      points: last24h.count > 0 && amount > (3 * last24h.amount) / last24h.count ? 10 : 0,
      value: amount,
      baseline: last24h.amount,
      reason: `The amount is ${amount}; in 24 hours there were ${last24h.count}.`,
    },
  ]);
  const score = Math.min(
    100,
    factors.reduce((sum, { points }) => sum + points, 0),
  );
  return { decision: score >= 70 ? 'block' : score >= 30 ? 'review' : 'allow', score, factors };
}
