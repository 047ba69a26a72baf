import { Problem } from '@libs/http/problem';
import { invalidField } from '@libs/http/validation-errors';
import type { BacktestStatus } from './backtest.entity';

export function backtestNotFound(): Problem {
  return new Problem('not_found', 'There is no such backtest.');
}

export function tooManyBacktests(limit: number): Problem {
  return new Problem(
    'conflict',
    `At most ${limit} backtests wait or run at a time. Wait for one, or cancel one.`,
  );
}

export function backtestEnded(status: BacktestStatus): Problem {
  return new Problem('conflict', `This backtest is ${status}: there is nothing to cancel.`);
}

export function emptyRange(): Problem {
  const detail = 'from must lie before to, and before now.';
  return invalidField({ in: 'body', pointer: '/from', code: 'is_before_to', detail });
}
