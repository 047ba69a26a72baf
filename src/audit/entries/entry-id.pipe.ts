import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { parseId } from '@libs/ids/typeid';
import { entryNotFound } from '../audit.problems';

/** The uuid in an audit entry's id. Throws a Problem of 404: an id of another form is nobody's. */
@Injectable()
export class EntryIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    const uuid = parseId('audit', id);
    if (uuid === undefined) throw entryNotFound();
    return uuid;
  }
}
