import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Customer } from '../support/customer';
import type { TestDatabase } from '../support/test-database';
import { until } from '../support/until';

const PATIENCE_MS = 60_000;

/** Asks for the erasure of a subject; what was answered. */
export async function requestErasure(
  customer: Pick<Customer, 'post'>,
  subject: { readonly kind: string; readonly id: string },
  headers: Record<string, string> = {},
): Promise<Answer['body']> {
  const { status, body } = await customer.post('/v1/privacy/erasures', { subject }, headers);
  if (status !== 202) throw new Error(`the erasure was answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** The erasure as soon as it is completed, or as it is when nobody waits any more. */
export async function untilErased(customer: Pick<Customer, 'get'>, id: string): Promise<Answer['body']> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const { body } = await customer.get(`/v1/privacy/erasures/${id}`);
    if (body.status === 'completed' || performance.now() > untilMs) return body;
    await sleep(20);
  }
}

/** From asking to the certificate. */
export async function erase(
  customer: Customer,
  subject: { readonly kind: string; readonly id: string },
): Promise<Answer['body']> {
  const { id } = await requestErasure(customer, subject);
  return untilErased(customer, id as string);
}

/** As soon as a statement rests in `pg_sleep`, with the locks that its transaction has by then. */
export async function untilAsleep({ query }: Pick<TestDatabase, 'query'>): Promise<void> {
  await until(async () => {
    const found = await query(
      `select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
    );
    return found.length > 0;
  });
}
