import { Body, Controller, Post } from '@nestjs/common';
import { RequireScope } from '@libs/http/scopes.decorator';
import { EvaluateTransactionDto } from '../../../src/evaluation/dto/evaluate-transaction.dto';

/** The same edge, guards, body and validation as an evaluation, and nothing behind them. */
@Controller('bench/noop')
export class NoopController {
  @Post()
  @RequireScope('evaluations:write')
  accept(@Body() { transactionId }: EvaluateTransactionDto): { transactionId: string } {
    return { transactionId };
  }
}
