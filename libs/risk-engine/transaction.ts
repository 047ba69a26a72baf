/** What is being decided: the body of an evaluation request after validation, with its defaults filled in. */
export interface Transaction {
  readonly transactionId: string;
  readonly type: TransactionType;
  /** A non-negative integer in the currency's minor unit, at most 10^12. */
  readonly amountMinor: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  /** Milliseconds since the Unix epoch. */
  readonly occurredAtMs: number;
  readonly channel?: Channel;
  readonly customer: { readonly id: string; readonly country?: string; readonly createdAtMs?: number };
  readonly counterparty?: { readonly id?: string; readonly country?: string; readonly category?: string };
  readonly instrument?: {
    readonly id?: string;
    readonly type?: InstrumentType;
    readonly country?: string;
    readonly bin?: string;
  };
  readonly device?: { readonly id?: string; readonly ip?: string; readonly userAgent?: string };
  readonly agent?: { readonly id: string; readonly status?: AgentStatus };
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  readonly erased?: ErasedEntities;
}

/**
 * Which entities it named before their ids were erased, each with the fingerprint that stands for it in the profiles of
 * the others; empty where they count none of its kind. An erased customer's id is empty, another's is left out.
 */
export type ErasedEntities = Readonly<
  Partial<Record<'customer' | 'counterparty' | 'instrument' | 'device' | 'ip' | 'agent', string>>
>;

export const TRANSACTION_TYPES = [
  'payment',
  'payout',
  'transfer',
  'withdrawal',
  'deposit',
  'refund',
] as const;

export type TransactionType = (typeof TRANSACTION_TYPES)[number];
/** Whether the request carried the agent's good signature. Without a status it is claimed. */
export type AgentStatus = 'verified' | 'claimed';
export type Channel = 'web' | 'mobile' | 'api' | 'pos' | 'agent';
export type InstrumentType = 'card' | 'bank_account' | 'wallet' | 'crypto' | 'other';
