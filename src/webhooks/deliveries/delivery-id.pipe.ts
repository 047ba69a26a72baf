import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { parseId } from '@libs/ids/typeid';
import { deliveryNotFound } from './delivery.problems';

/** The uuid in a delivery's id. Throws a Problem of 404: an id of another form is nobody's. */
@Injectable()
export class DeliveryIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    const uuid = parseId('delivery', id);
    if (uuid === undefined) throw deliveryNotFound();
    return uuid;
  }
}
