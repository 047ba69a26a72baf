import { Injectable } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import { SystemDatabase } from '@libs/database/system-database';
import { DueRows } from '@libs/leased-rows/due-rows';

@Injectable()
export class DueErasures extends DueRows {
  constructor(database: SystemDatabase, clock: Clock) {
    super(database, clock, {
      table: 'erasures',
      isOpen: `status in ('waiting', 'running') and execute_after <= $1`,
    });
  }
}
