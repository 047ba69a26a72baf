import type { Scope } from '@libs/http/scope';
import { plantKey } from '../../auth/planted-key';
import { signUp } from '../../support/customer';
import type { TestDatabase } from '../../support/test-database';

const LESSER: readonly (readonly Scope[])[] = [
  ['evaluations:read', 'policies:read', 'lists:read'],
  ['outcomes:write', 'reviews:write', 'audit:read'],
  [],
];
const AN_HOUR_AGO = (): Date => new Date(Date.now() - 3_600_000);

/** Of two tenants: keys that may do all (most often), some and nothing, and what is no key of anybody. */
export async function newKeys(url: string, database: Pick<TestDatabase, 'query'>): Promise<string[]> {
  const [one, other] = [await signUp(url), await signUp(url)];
  const lesser: string[] = [];
  for (const scopes of LESSER) lesser.push(await plantKey(database, one.tenantId, { scopes }));
  const expired = await plantKey(database, one.tenantId, { expiresAt: AN_HOUR_AGO() });
  const good = [one.key, other.key, one.sandboxKey];
  return [
    ...good,
    ...good,
    ...good,
    ...good,
    one.key,
    one.key,
    ...lesser,
    expired,
    '',
    'tf_live_nonsense',
    'ünicode',
  ];
}
