import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Customer } from '../support/customer';
import { call } from '../support/customer';
import { aPolicy } from './policy-steps';

const DEADLINE_MS = 15_000;

/** A shadow as an answer shows it. */
export interface ShownShadow {
  readonly policyId: string;
  readonly status: string;
  readonly startedAt: string;
  readonly stoppedAt: string | null;
  readonly summary: {
    readonly decided: number;
    readonly agreed: number;
    readonly agreement: number | null;
    readonly changed: readonly { readonly from: string; readonly to: string; readonly count: number }[];
  };
  readonly data: readonly {
    readonly evaluationId: string;
    readonly live: { readonly decision: string; readonly score: number };
    readonly shadow: {
      readonly decision: string;
      readonly score: number;
      readonly factors: readonly {
        readonly code: string;
        readonly points: number;
        readonly error?: string;
      }[];
    };
    readonly createdAt: string;
  }[];
  readonly nextCursor: string | null;
}

/** Creates a policy that decides nothing yet. Returns its id. */
export async function aDraft(
  customer: Pick<Customer, 'post'>,
  rules: readonly object[],
  over: Record<string, unknown> = {},
): Promise<string> {
  const { status, body } = await customer.post('/v1/policies', aPolicy({ rules, ...over }));
  if (status !== 201) throw new Error(`the policy was answered ${status}: ${JSON.stringify(body)}`);
  return body.id as string;
}

/** Has a policy of these rules decide beside the active one. Returns its id. */
export async function shadowOf(
  customer: Pick<Customer, 'post'>,
  rules: readonly object[],
  over: Record<string, unknown> = {},
): Promise<string> {
  const policyId = await aDraft(customer, rules, over);
  const { status, body } = await start(customer, policyId);
  if (status !== 201) throw new Error(`the shadow was answered ${status}: ${JSON.stringify(body)}`);
  return policyId;
}

export function start({ post }: Pick<Customer, 'post'>, policyId: string): Promise<Answer> {
  return post(`/v1/policies/${policyId}/shadow`, undefined);
}

export function stop(url: string, { key }: Pick<Customer, 'key'>, policyId: string): Promise<Answer> {
  const headers = { Authorization: `Bearer ${key}` };
  return call(url, `/v1/policies/${policyId}/shadow`, { method: 'DELETE', headers });
}

export async function shown(
  { get }: Pick<Customer, 'get'>,
  policyId: string,
  query = '',
): Promise<ShownShadow> {
  const { status, body } = await get(`/v1/policies/${policyId}/shadow${query}`);
  if (status !== 200) throw new Error(`the shadow was answered ${status}: ${JSON.stringify(body)}`);
  return body as ShownShadow;
}

/** The shadow once it has decided so many. */
export async function shownAfter(
  customer: Pick<Customer, 'get'>,
  policyId: string,
  decided: number,
): Promise<ShownShadow> {
  const deadlineMs = performance.now() + DEADLINE_MS;
  for (;;) {
    const shadow = await shown(customer, policyId);
    if (shadow.summary.decided >= decided) return shadow;
    if (performance.now() > deadlineMs)
      throw new Error(`the shadow decided ${shadow.summary.decided} of ${decided}`);
    await sleep(50);
  }
}
