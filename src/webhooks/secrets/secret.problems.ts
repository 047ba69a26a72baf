import { Problem } from '@libs/http/problem';

export function tooManySecrets(limit: number): Problem {
  return new Problem(
    'conflict',
    `An endpoint has at most ${limit} secrets that sign. Wait until one has expired, or rotate with overlapSeconds 0.`,
  );
}
