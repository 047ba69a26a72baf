import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { Problem } from '@libs/http/problem';
import { parseId } from '@libs/ids/typeid';

/** The uuid in an endpoint's id. Throws a Problem of 404: an id of another form is nobody's. */
@Injectable()
export class EndpointIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    const uuid = parseId('endpoint', id);
    if (uuid === undefined) throw new Problem('not_found', 'There is no such endpoint.');
    return uuid;
  }
}
