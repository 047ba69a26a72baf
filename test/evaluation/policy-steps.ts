import { setTimeout as sleep } from 'node:timers/promises';
import { aTransaction } from '../support/customer';
import type { Customer } from '../support/customer';
import { evaluate } from './evaluated';

/** A policy without built-ins: what it decides, its rules decide. */
export function aPolicy(over: Record<string, unknown> = {}): Record<string, unknown> {
  return { name: 'Own', thresholds: { review: 30, block: 70 }, builtins: {}, rules: [], ...over };
}

export function aRule(over: Record<string, unknown> = {}): Record<string, unknown> {
  return { code: 'own', when: 'true', reason: 'So it is.', onError: 'skip', ...over };
}

/** Creates a policy of these rules and waits until it decides. */
export async function decideBy(
  customer: Pick<Customer, 'post'>,
  rules: readonly object[],
  over: Record<string, unknown> = {},
): Promise<void> {
  const { status, body } = await customer.post('/v1/policies', aPolicy({ rules, ...over }));
  if (status !== 201) throw new Error(`the policy was answered ${status}: ${JSON.stringify(body)}`);
  await goLive(customer, body.id as string);
}

/** Activates and waits until it decides. */
export async function goLive(customer: Pick<Customer, 'post'>, policyId: string): Promise<void> {
  const { status, body } = await customer.post(`/v1/policies/${policyId}/activate`, undefined);
  if (status !== 200) throw new Error(`the activation was answered ${status}: ${JSON.stringify(body)}`);
  await activeWithin(customer, Number(body.version));
}

/** Milliseconds until a decision is made by this version; 2 s at most. */
export async function activeWithin(customer: Pick<Customer, 'post'>, version: number): Promise<number> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < 2_000) {
    const { policy } = await evaluate(customer, aTransaction());
    if (policy.version === version) return performance.now() - startedMs;
    await sleep(5);
  }
  return Infinity;
}
