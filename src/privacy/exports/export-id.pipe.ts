import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { parseId } from '@libs/ids/typeid';
import { exportNotFound } from './export.problems';

/** The uuid in an export's id. Throws a Problem of 404: an id of another form is nobody's. */
@Injectable()
export class ExportIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    const uuid = parseId('export', id);
    if (uuid === undefined) throw exportNotFound();
    return uuid;
  }
}
