import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { parseId } from '@libs/ids/typeid';
import { endpointNotFound } from './endpoint.problems';

/** The uuid in an endpoint's id. Throws a Problem of 404: an id of another form is nobody's. */
@Injectable()
export class EndpointIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    const uuid = parseId('endpoint', id);
    if (uuid === undefined) throw endpointNotFound();
    return uuid;
  }
}
