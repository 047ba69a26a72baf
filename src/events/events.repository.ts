import { Injectable } from '@nestjs/common';
import type { TenantTx } from '@libs/database/tenant-database';
import { Event } from './event.entity';

@Injectable()
export class EventsRepository {
  async insert({ manager }: TenantTx, events: readonly Event[]): Promise<void> {
    await manager.insert(Event, [...events]);
  }
}
