import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { parseId } from '@libs/ids/typeid';
import { erasureNotFound } from './erasure.problems';

/** The uuid in an erasure's id. Throws a Problem of 404: an id of another form is nobody's. */
@Injectable()
export class ErasureIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    const uuid = parseId('erasure', id);
    if (uuid === undefined) throw erasureNotFound();
    return uuid;
  }
}
