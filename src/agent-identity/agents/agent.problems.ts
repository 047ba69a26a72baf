import { Problem } from '@libs/http/problem';
import { invalidFields } from '@libs/http/validation-errors';

export function agentNotFound(): Problem {
  return new Problem('not_found', 'There is no such agent.');
}

export function agentKeyNotFound(): Problem {
  return new Problem('not_found', 'The agent has no such key.');
}

export function tooManyAgents(limit: number): Problem {
  return new Problem(
    'conflict',
    `A tenant has at most ${limit} agents that aren't revoked. Revoke one first.`,
  );
}

export function tooManyKeys(limit: number): Problem {
  return new Problem('conflict', `An agent has at most ${limit} keys that aren't revoked. Revoke one first.`);
}

export function tooManyKeysEver(limit: number): Problem {
  return new Problem('conflict', `An agent has at most ${limit} keys in its life. Register another agent.`);
}

export function agentIsRevoked(): Problem {
  return new Problem('conflict', 'This agent was revoked. It does not come back.');
}

/** `reason` is a sentence. */
export function weakKey(reason: string): Problem {
  return new Problem('weak_key', reason, {
    errors: [{ in: 'body', pointer: '/publicKey', code: 'weak_key', detail: reason }],
  });
}

/** `reason` is a sentence. */
export function unreadableKey(reason: string): Problem {
  return invalidFields([{ in: 'body', pointer: '/publicKey', code: 'is_public_key', detail: reason }]);
}
