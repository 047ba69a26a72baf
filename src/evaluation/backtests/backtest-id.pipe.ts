import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { parseId } from '@libs/ids/typeid';
import { backtestNotFound } from './backtest.problems';

/** The uuid in a backtest's id. Throws a Problem of 404: an id of another form is nobody's. */
@Injectable()
export class BacktestIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    const uuid = parseId('backtest', id);
    if (uuid === undefined) throw backtestNotFound();
    return uuid;
  }
}
