import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Customer } from '../support/customer';
import { aPolicy } from './policy-steps';

const DAY_MS = 86_400_000;

/** A draft of these rules; its id. */
export async function draftOf(
  customer: Pick<Customer, 'post'>,
  rules: readonly object[],
  over: Record<string, unknown> = {},
): Promise<string> {
  const { status, body } = await customer.post('/v1/policies', aPolicy({ rules, ...over }));
  if (status !== 201) throw new Error(`the policy was answered ${status}: ${JSON.stringify(body)}`);
  return body.id as string;
}

/** The last so many days, to now. */
export function lastDays(days: number): { readonly from: string; readonly to: string } {
  const now = Date.now();
  return { from: new Date(now - days * DAY_MS).toISOString(), to: new Date(now).toISOString() };
}

export async function startBacktest(
  customer: Pick<Customer, 'post'>,
  policyId: string,
  range: object = lastDays(7),
): Promise<string> {
  const { status, body } = await customer.post(`/v1/policies/${policyId}/backtest`, range);
  if (status !== 202) throw new Error(`the backtest was answered ${status}: ${JSON.stringify(body)}`);
  return body.id as string;
}

/** The backtest as soon as `isSo`; all that was seen on the way is given to `look`. */
export async function backtestOnce(
  customer: Pick<Customer, 'get'>,
  id: string,
  isSo: (body: Answer['body']) => boolean,
  look: (body: Answer['body']) => void = () => undefined,
): Promise<Answer['body']> {
  for (let tries = 0; tries < 6_000; tries += 1) {
    const { status, body } = await customer.get(`/v1/backtests/${id}`);
    if (status !== 200) throw new Error(`the backtest was answered ${status}`);
    look(body);
    if (isSo(body)) return body;
    await sleep(20);
  }
  throw new Error('it did not come so far');
}

export const hasEnded = ({ status }: Answer['body']): boolean => !['queued', 'running'].includes(status);
