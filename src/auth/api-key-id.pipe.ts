import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { parseId } from '@libs/ids/typeid';
import { keyNotFound } from './api-key.problems';

/** The uuid in a key's id. Throws a Problem of 404: an id of another form is nobody's. */
@Injectable()
export class ApiKeyIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    const uuid = parseId('key', id);
    if (uuid === undefined) throw keyNotFound();
    return uuid;
  }
}
