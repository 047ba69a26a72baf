import type { INestApplicationContext } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';

/** It goes on as it does. */
export function freeClock(app: INestApplicationContext): void {
  Reflect.deleteProperty(app.get(Clock, { strict: false }), 'now');
}

/** From now on it is `atMs` for everything in the process, and stays it. */
export function setClock(app: INestApplicationContext, atMs: number): void {
  Object.assign(app.get(Clock, { strict: false }), { now: () => new Date(atMs) });
}
