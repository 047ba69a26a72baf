import { goLive } from '../evaluation/policy-steps';
import { signUp } from '../support/customer';
import type { Customer } from '../support/customer';

const RULES = [
  { code: 'denied', when: 'customer.id in lists.denied', decision: 'block', reason: 'Denied.' },
  { code: 'trusted', when: 'customer.id in lists.trusted', decision: 'allow', reason: 'Trusted.' },
  { code: 'large', when: 'transaction.amount > 500000.0', points: 15, reason: 'Large.' },
  { code: 'gift', when: 'attributes["giftCard"] == true', points: -10, reason: 'A gift.' },
  {
    ...{ code: 'shared_device', when: 'device.last24h.instruments >= 3.0', decision: 'review' },
    reason: 'Many instruments on one device.',
  },
  {
    ...{ code: 'abroad', when: 'instrument.country != counterparty.country', points: 5 },
    reason: 'Two countries.',
  },
].map((rule) => ({ onError: 'skip', ...rule }));

/** Half of them with the default policy, half with rules and lists beside its factors. */
export async function signUpTenants(url: string, count: number): Promise<Customer[]> {
  const tenants: Customer[] = [];
  for (let index = 0; index < count; index += 1) {
    const tenant = await signUp(url);
    if (index % 2 === 1) await giveRules(tenant);
    tenants.push(tenant);
  }
  return tenants;
}

async function giveRules(tenant: Customer): Promise<void> {
  for (const [name, value] of [
    ['denied', 'c-0'],
    ['trusted', 'c-1'],
  ]) {
    await created(tenant, '/v1/lists', { name });
    await created(tenant, `/v1/lists/${name}/entries`, { value });
  }
  const thresholds = { review: 30, block: 70 };
  const policy = { name: 'Own', thresholds, builtins: 'default', rules: RULES };
  await goLive(tenant, await created(tenant, '/v1/policies', policy));
}

async function created(tenant: Customer, path: string, body: object): Promise<string> {
  const answer = await tenant.post(path, body);
  if (answer.status !== 201)
    throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body.id as string;
}
