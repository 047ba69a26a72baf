import type { Customer } from '../support/customer';

/** A factor as an answer shows it. */
export interface ShownFactor {
  readonly code: string;
  readonly category: string;
  readonly points: number;
  readonly effect: string;
  readonly value: number | string;
  readonly baseline?: number | string;
  readonly ratio?: number;
  readonly threshold: number | string;
  /** None on what a rule found. */
  readonly unit?: string;
  readonly window?: string;
  readonly reason: string;
}

/** An evaluation as an answer shows it. */
export interface ShownEvaluation {
  readonly id: string;
  readonly traceId: string;
  readonly transactionId: string;
  readonly type: string;
  readonly mode: string;
  readonly decision: string;
  readonly score: number;
  readonly thresholds: { readonly review: number; readonly block: number };
  readonly factors: readonly ShownFactor[];
  readonly reasoning: string;
  readonly policy: { readonly id: string; readonly version: number };
  readonly receipt: { readonly leafHash: string; readonly salt: string; readonly format: string };
  readonly occurredAt: string;
  readonly createdAt: string;
  readonly durationMs: number;
}

/** Sends transactions one after another, each after the answer to the one before. Throws on anything but a 201. */
export async function evaluateInTurn(
  customer: Pick<Customer, 'post'>,
  transactions: readonly object[],
): Promise<ShownEvaluation[]> {
  const evaluations: ShownEvaluation[] = [];
  for (const transaction of transactions) {
    const { status, body } = await customer.post('/v1/evaluations', transaction);
    if (status !== 201) throw new Error(`evaluation answered ${status}: ${JSON.stringify(body)}`);
    evaluations.push(body as ShownEvaluation);
  }
  return evaluations;
}

export async function evaluate(
  customer: Pick<Customer, 'post'>,
  transaction: object,
): Promise<ShownEvaluation> {
  const [evaluation] = await evaluateInTurn(customer, [transaction]);
  if (evaluation === undefined) throw new Error('no answer');
  return evaluation;
}

/** The numbers of a factor by its code. */
export function factorOf({ factors }: ShownEvaluation, code: string): ShownFactor | undefined {
  return factors.find((factor) => factor.code === code);
}
