import { Body, Controller, Inject, Post } from '@nestjs/common';
import { CurrentCaller } from '@libs/http/caller';
import type { Caller } from '@libs/http/caller';
import { RequireScope } from '@libs/http/scopes.decorator';
import { EvaluateTransactionDto } from '../../../src/evaluation/dto/evaluate-transaction.dto';
import { ReferenceDesign } from './reference-design';

/** The same edge, guards, body and validation as an evaluation, and the straightforward design behind them. */
@Controller('bench/reference')
export class ReferenceController {
  constructor(@Inject(ReferenceDesign) private readonly reference: ReferenceDesign) {}

  @Post()
  @RequireScope('evaluations:write')
  evaluate(@CurrentCaller() caller: Caller, @Body() body: EvaluateTransactionDto): Promise<object> {
    return this.reference.evaluate(caller, body);
  }
}
