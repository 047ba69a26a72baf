import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { parseId } from '@libs/ids/typeid';
import { policyNotFound } from './policy.problems';

/** The uuid in a policy's id. Throws a Problem of 404: an id of another form is nobody's. */
@Injectable()
export class PolicyIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    const uuid = parseId('policy', id);
    if (uuid === undefined) throw policyNotFound();
    return uuid;
  }
}
