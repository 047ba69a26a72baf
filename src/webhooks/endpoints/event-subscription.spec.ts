import { isSubscribable, scopesNeeded, subscribes } from './event-subscription';

describe('a subscription', () => {
  it.each([
    [['evaluation.held'], 'evaluation.held', true],
    [['evaluation.held'], 'evaluation.blocked', false],
    [['evaluation.held'], 'evaluation.held_again', false],
    [['evaluation.*'], 'evaluation.blocked', true],
    [['evaluation.*'], 'evaluations.blocked', false],
    [['evaluation.*'], 'evaluation', false],
    [['key.*', 'policy.activated'], 'policy.activated', true],
    [['*'], 'endpoint.disabled', true],
    // Of a later version: whoever asked for all of a kind is told of it.
    [['*'], 'thing.happened', true],
    [['key.*'], 'key.forgotten', true],
    [[], 'key.created', false],
  ])('to %j is told of %s: %s', (eventTypes, type, isTold) => {
    expect(subscribes(eventTypes, type)).toBe(isTold);
  });

  it.each([
    ['evaluation.held', true],
    ['agent.registered', true],
    ['evaluation.*', true],
    ['*', true],
    ['evaluation.lost', false],
    ['evaluation', false],
    ['evaluation.', false],
    ['evaluation.he*', false],
    ['nothing.*', false],
    ['.*', false],
    ['**', false],
    ['', false],
    ['Evaluation.held', false],
    ['toString', false],
  ])('can be to %j: %s', (pattern, isOne) => {
    expect(isSubscribable(pattern)).toBe(isOne);
  });

  it.each([
    [['evaluation.held'], ['evaluations:read']],
    [['evaluation.*', 'outcome.recorded'], ['evaluations:read']],
    [
      ['key.*', 'policy.activated'],
      ['policies:read', 'keys:read'],
    ],
    [['security.*'], ['keys:read']],
    [
      ['*'],
      [
        ...['evaluations:read', 'policies:read', 'agents:read', 'keys:read', 'webhooks:read'],
        ...['billing:read', 'privacy:read', 'tenant:read'],
      ],
    ],
  ])('to %j needs %j', (eventTypes, scopes) => {
    expect(scopesNeeded(eventTypes)).toEqual(scopes);
  });
});
