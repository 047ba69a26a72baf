import { Problem } from '@libs/http/problem';

export function shadowNotFound(): Problem {
  return new Problem('not_found', 'This version of the policy never was a shadow.');
}

export function decidesAlready(): Problem {
  return new Problem('conflict', 'This version of the policy is the one that decides.');
}

export function shadowsAlready(): Problem {
  return new Problem('conflict', 'This version of the policy is a shadow already.');
}

export function tooManyShadows(limit: number): Problem {
  return new Problem('conflict', `A tenant has at most ${limit} shadows that run.`);
}
