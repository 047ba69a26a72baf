import { EVENT_TYPES } from './events.types';
import { readableTypes } from './readable-types';

describe('readableTypes', () => {
  it('are all of them for a key that may do everything', () => {
    expect(readableTypes(['*'])).toEqual(EVENT_TYPES);
  });

  it.each([
    [['policies:read'], undefined, ['policy.activated']],
    [['webhooks:read'], '*', ['endpoint.pinged', 'endpoint.disabled', 'secret.rotation_due']],
    [['webhooks:read', 'keys:read'], 'key.*', ['key.created', 'key.rotated', 'key.revoked']],
    [['webhooks:read'], 'key.*', []],
    [['keys:write'], undefined, []],
    [['*'], 'key.created', ['key.created']],
    [['*'], 'key.lost', []],
  ] as const)('for a key with %j that asks for %s are %j', (scopes, pattern, types) => {
    expect(readableTypes(scopes, pattern)).toEqual(types);
  });
});
