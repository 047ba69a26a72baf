import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { parseId } from '@libs/ids/typeid';
import { agentKeyNotFound, agentNotFound } from './agent.problems';

/** The uuid in an agent's id. Throws a Problem of 404: an id of another form is nobody's. */
@Injectable()
export class AgentIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    const uuid = parseId('agent', id);
    if (uuid === undefined) throw agentNotFound();
    return uuid;
  }
}

/** As above, in the id of an agent's key. */
@Injectable()
export class AgentKeyIdPipe implements PipeTransform<string, string> {
  transform(id: string): string {
    const uuid = parseId('agentkey', id);
    if (uuid === undefined) throw agentKeyNotFound();
    return uuid;
  }
}
