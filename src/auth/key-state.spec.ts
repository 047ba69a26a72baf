import type { Problem } from '@libs/http/problem';
import { isUsable, keepsControlWithout, refuseEnded } from './key-state';

const NOW = new Date('2026-11-22T10:00:00.000Z');
const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;

type Key = Parameters<typeof keepsControlWithout>[0];

const aKey = (over: Partial<Key> = {}): Key => ({
  ...{ id: 'other', scopes: ['keys:write'], agentId: null, expiresAt: null, revokedAt: null },
  ...over,
});
const inMs = (ms: number): Date => new Date(NOW.getTime() + ms);

function refusalOf(key: Key): string | undefined {
  try {
    refuseEnded(key, NOW);
    return undefined;
  } catch (error) {
    return (error as Problem).code;
  }
}

describe('a key', () => {
  it.each<[what: string, ends: Partial<Key>, refusal: string | undefined]>([
    ['without an end', {}, undefined],
    ['that expires in a millisecond', { expiresAt: inMs(1) }, undefined],
    ['that expires now', { expiresAt: NOW }, 'api_key_expired'],
    ['that was revoked', { revokedAt: NOW }, 'api_key_revoked'],
    ['that was revoked and has expired', { revokedAt: NOW, expiresAt: NOW }, 'api_key_revoked'],
  ])('%s is refused or not: %j', (_, ends, refusal) => {
    const key = aKey(ends);
    expect([isUsable(key, NOW), refusalOf(key)]).toEqual([refusal === undefined, refusal]);
  });
});

describe('a tenant', () => {
  const gone = aKey({ id: 'gone', scopes: ['*'] });

  it.each<[what: string, others: Partial<Key>[], stays: boolean]>([
    ['no other key', [], false],
    ['another with keys:write', [{}], true],
    ['another with every scope', [{ scopes: ['*'] }], true],
    ['another with keys:read alone', [{ scopes: ['keys:read', 'tenant:write'] }], false],
    ['another that was revoked', [{ revokedAt: NOW }], false],
    ['another that has expired', [{ expiresAt: NOW }], false],
    ['another that ends with a week, as one that is rotated away', [{ expiresAt: inMs(WEEK_MS - 1) }], false],
    ['another that lasts a week', [{ expiresAt: inMs(WEEK_MS) }], true],
    ['another that is bound to an agent', [{ agentId: 'agent' }], false],
    ['one of several that will do', [{ revokedAt: NOW }, { agentId: 'agent' }, {}], true],
  ])('with %s', (_, others, stays) => {
    expect(keepsControlWithout(gone, [gone, ...others.map(aKey)], NOW)).toBe(stays);
  });

  it.each<[what: string, gone: Partial<Key>]>([
    ['can’t manage keys', { scopes: ['evaluations:write'] }],
    ['is bound to an agent', { agentId: 'agent' }],
    ['has expired', { expiresAt: NOW }],
  ])('loses nothing with a key that %s', (_, over) => {
    expect(keepsControlWithout({ ...gone, ...over }, [], NOW)).toBe(true);
  });

  it('whose keys are all short-lived needs another that lasts as long', () => {
    const short = { ...gone, expiresAt: inMs(HOUR_MS) };
    expect(keepsControlWithout(short, [aKey({ expiresAt: inMs(HOUR_MS) })], NOW)).toBe(true);
    expect(keepsControlWithout(short, [aKey({ expiresAt: inMs(HOUR_MS - 1) })], NOW)).toBe(false);
  });
});
