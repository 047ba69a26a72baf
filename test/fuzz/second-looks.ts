import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Body } from '../evaluation/any-transaction';
import type { ShownEvaluation } from '../evaluation/evaluated';
import type { Customer } from '../support/customer';

export interface ShownCounterfactual {
  readonly path: string;
  readonly operator: '<' | '>' | '=' | 'known' | 'absent';
  readonly value?: number | string;
  readonly decision: string;
}

export type Decided = ShownEvaluation & { readonly counterfactuals: readonly ShownCounterfactual[] };

/** Decided again from what was recorded: the same in everything. */
export async function replayViolations(tenant: Customer, { id, ...first }: Decided): Promise<string[]> {
  const { status, body } = await tenant.post(`/v1/evaluations/${id}/replay`, undefined);
  const isSame =
    status === 200 &&
    body.identical === true &&
    body.decision === first.decision &&
    body.score === first.score &&
    isDeepStrictEqual(body.factors, first.factors);
  return isSame ? [] : [`the replay was answered ${status} and differs`];
}

/** The same call again: the first answer. */
export async function repetitionViolations(tenant: Customer, sent: Body, first: Decided): Promise<string[]> {
  const { status, headers, body } = await tenant.post('/v1/evaluations', sent);
  const isSame = status === 201 && headers.get('idempotent-replayed') === 'true' && body.id === first.id;
  return isSame ? [] : [`the same again was answered ${status} with another evaluation`];
}

/** Of what comes later still, a second evaluation may see less than the first: profiles keep their sets for so long. */
const SAME_PAST_MS = 90 * 86_400_000;

/** Whether another evaluation of the same transaction sees the very past that this one saw. */
export function hasSamePastAgain({ occurredAt, createdAt }: Decided): boolean {
  return Date.parse(createdAt) - Date.parse(occurredAt) < SAME_PAST_MS;
}

/** Each change that can be made to the request is made, on the same past: it has to give what it names. */
export async function counterfactualViolations(
  tenant: Customer,
  sent: Body,
  { counterfactuals, occurredAt }: Decided,
): Promise<string[]> {
  const violations: string[] = [];
  for (const counterfactual of counterfactuals) {
    const changed = changedBy(counterfactual, { ...sent, occurredAt });
    if (changed === undefined) continue;
    const { status, body } = await tenant.post('/v1/evaluations', changed, {
      'Idempotency-Key': randomUUID(),
    });
    if (status === 201 && body.decision === counterfactual.decision) continue;
    violations.push(`${JSON.stringify(counterfactual)}, tried, gives ${status} ${String(body.decision)}`);
  }
  return violations;
}

/** Undefined for one that no request can make: a device that the customer would have used before. */
function changedBy({ path, operator, value }: ShownCounterfactual, sent: Body): Body | undefined {
  if (operator === 'known') return undefined;
  if (path === '/amount') return { ...sent, amount: Number(value) + (operator === '<' ? -1 : 1) };
  const [, field = '', inner] = path.split('/');
  if (operator === 'absent') return { ...sent, [field]: undefined };
  return inner === undefined
    ? { ...sent, [field]: value }
    : { ...sent, [field]: withField(sent[field], inner, value) };
}

function withField(entity: unknown, field: string, value: unknown): Body {
  return { ...(entity as Body), [field]: value };
}
