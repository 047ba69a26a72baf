import { formatId, newUuid } from '@libs/ids/typeid';

/** Stands in every word that the victim chose. */
export const MARK = 'vctm';

const AGENT_ID = formatId('agent', newUuid(1_000));
/** What the victim says, beside what nobody says: the same in form and length. */
const WORDS: readonly (readonly [victims: string, nobodys: string])[] = [
  [MARK, 'nbdy'],
  ['203.0.113.77', '203.0.113.88'],
  [AGENT_ID, formatId('agent', newUuid(2_000))],
];

/** Of the victim, and of its things. */
export const VICTIM_TRANSACTION = {
  ...{ transactionId: `${MARK}-order`, amount: 5_000, currency: 'EUR' },
  customer: { id: `${MARK}-customer` },
  counterparty: { id: `${MARK}-shop` },
  instrument: { id: `${MARK}-card`, type: 'card' },
  device: { id: `${MARK}-device`, ip: '203.0.113.77' },
  agent: { id: AGENT_ID },
} as const;

export const VICTIM_LIST = `${MARK}_list`;

/** The same in nobody's words. */
export function asNobody<T>(said: T): T {
  if (said === undefined) return said;
  const text = WORDS.reduce((before, [word, other]) => before.replaceAll(word, other), JSON.stringify(said));
  return JSON.parse(text) as T;
}

/** An id, or a name, of the same form that nobody has. */
export function nobodys(id: string): string {
  const [, prefix] = /^([a-z]+)_[0-9a-z]{26}$/.exec(id) ?? [];
  return prefix === undefined
    ? asNobody(id)
    : formatId(prefix as Parameters<typeof formatId>[0], newUuid(Date.now()));
}
