import { Problem } from '@libs/http/problem';

export function deliveryNotFound(): Problem {
  return new Problem('not_found', 'There is no such delivery.');
}

export function deliveryUnderWay(): Problem {
  return new Problem('conflict', 'This delivery is being sent right now. Look at how it ends first.');
}

export function endpointNotEnabled(status: 'disabled' | 'deleted'): Problem {
  const remedy = status === 'disabled' ? ' Enable it first.' : '';
  return new Problem('conflict', `The endpoint of this delivery is ${status}.${remedy}`);
}

export function triedTooOften(limit: number): Problem {
  return new Problem('conflict', `This delivery was tried ${limit} times or more. It is not sent again.`);
}
