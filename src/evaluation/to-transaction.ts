import { canonicalIp } from '@libs/ip-address/canonical-ip';
import type { Transaction } from '@libs/risk-engine/transaction';
import type { CustomerDto, DeviceDto, EvaluateTransactionDto } from './dto/evaluate-transaction.dto';

/** The engine's transaction: the request with its defaults filled in. `now` is when it arrived, `agent` who signed it. */
export function toTransaction(
  request: EvaluateTransactionDto,
  now: Date,
  agent?: { readonly id: string },
): Transaction {
  const { transactionId, type = 'payment', amount, currency, occurredAt, customer, device } = request;
  return withoutUndefined({
    transactionId,
    type,
    amountMinor: amount,
    currency,
    occurredAtMs: occurredAt === undefined ? now.getTime() : Date.parse(occurredAt),
    channel: request.channel,
    customer: toCustomer(customer),
    counterparty: request.counterparty && withoutUndefined({ ...request.counterparty }),
    instrument: request.instrument && withoutUndefined({ ...request.instrument }),
    device: device && toDevice(device),
    agent: agent ? { id: agent.id, status: 'verified' as const } : request.agent && { id: request.agent.id },
    attributes: request.attributes,
  });
}

function toCustomer({ id, country, createdAt }: CustomerDto): Transaction['customer'] {
  const createdAtMs = createdAt === undefined ? undefined : Date.parse(createdAt);
  return withoutUndefined({ id, country, createdAtMs });
}

function toDevice({ id, ip, userAgent }: DeviceDto): NonNullable<Transaction['device']> {
  return withoutUndefined({ id, ip: ip && canonicalIp(ip), userAgent });
}

type WithoutUndefined<T> = {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
} & {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
};

/** What the request left out is absent, not undefined: recorded facts are JSON and have to compare equal to these. */
function withoutUndefined<T extends object>(value: T): WithoutUndefined<T> {
  const kept: Record<string, unknown> = {};
  for (const [name, held] of Object.entries(value)) {
    if (held !== undefined) kept[name] = held;
  }
  return kept as WithoutUndefined<T>;
}
