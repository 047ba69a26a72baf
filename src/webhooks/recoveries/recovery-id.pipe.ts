import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { parseId } from '@libs/ids/typeid';
import { recoveryNotFound } from './recovery.problems';

/** The uuid in a recovery's id. Throws a Problem of 404: an id of another form is nobody's. */
@Injectable()
export class RecoveryIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    const uuid = parseId('recovery', id);
    if (uuid === undefined) throw recoveryNotFound();
    return uuid;
  }
}
