import { Problem } from '@libs/http/problem';

export function pingUnderWay(): Problem {
  return new Problem('conflict', 'A test of this endpoint is under way. Wait for its answer.');
}

export function tooManyPings(): Problem {
  return new Problem('unavailable', 'Too many endpoints are being tested just now. Try again in a moment.', {
    headers: { 'Retry-After': '5' },
  });
}
