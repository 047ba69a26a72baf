import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { parseId } from '@libs/ids/typeid';
import { eventNotFound } from './events.problems';

/** The uuid in an event's id. Throws a Problem of 404: an id of another form is nobody's. */
@Injectable()
export class EventIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    const uuid = parseId('event', id);
    if (uuid === undefined) throw eventNotFound();
    return uuid;
  }
}
