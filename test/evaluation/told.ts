import type { Answer, Customer } from '../support/customer';
import { aTransaction } from '../support/customer';
import type { TestDatabase } from '../support/test-database';
import { uuidOfTenant } from './books';
import { evaluate, evaluateInTurn } from './evaluated';
import type { ShownEvaluation } from './evaluated';

type Poster = Pick<Customer, 'post'>;

export function tell(customer: Poster, { id }: { id: string }, report: object): Promise<Answer> {
  return customer.post(`/v1/evaluations/${id}/outcome`, report);
}

/** An evaluation that was held: of a customer who bought little before. */
export async function anOpenReview(customer: Poster): Promise<ShownEvaluation> {
  const past = aTransaction({ amount: 100 });
  await evaluateInTurn(
    customer,
    [1, 2, 3].map(() => ({ ...aTransaction(), ...{ amount: 100, customer: past['customer'] } })),
  );
  const held = await evaluate(customer, aTransaction({ amount: 5_000, customer: past['customer'] }));
  if (held.decision !== 'review') throw new Error(`the decision was ${held.decision}`);
  return held;
}

/** What each profile holds as told: `customer:c-1` → [frauds, legitimates]. */
export async function toldByEntity(
  database: TestDatabase,
  tenantId: string,
): Promise<Record<string, [frauds: number, legitimates: number]>> {
  const rows = await database.query<{ entity: string; frauds: number; legitimates: number }>(
    `select kind || ':' || entity_id as entity,
            coalesce((state -> 'outcomes' ->> 'frauds')::int, 0) as frauds,
            coalesce((state -> 'outcomes' ->> 'legitimates')::int, 0) as legitimates
       from profiles where tenant_id = $1`,
    [uuidOfTenant(tenantId)],
  );
  return Object.fromEntries(rows.map(({ entity, frauds, legitimates }) => [entity, [frauds, legitimates]]));
}
