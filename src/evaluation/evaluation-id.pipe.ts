import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { parseId } from '@libs/ids/typeid';
import { evaluationNotFound } from './evaluation.problems';

/** The uuid in an evaluation's id. Throws a Problem of 404: an id of another form is nobody's. */
@Injectable()
export class EvaluationIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    const uuid = parseId('eval', id);
    if (uuid === undefined) throw evaluationNotFound();
    return uuid;
  }
}
