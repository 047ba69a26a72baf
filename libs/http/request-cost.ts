import type { Request } from 'express';

/** Counts more for a request that was counted once. */
export type Charge = (more: number) => Promise<void>;

const CHARGE = Symbol('charge');
type Charged = Request & { [CHARGE]?: Charge };

/** The guard that counts requests sets it. */
export function setCharge(request: Request, charge: Charge): void {
  (request as Charged)[CHARGE] = charge;
}

/** A request that holds so many is counted as so many: together they are no way around a limit. */
export async function countAs(request: Request, items: number): Promise<void> {
  if (items > 1) await (request as Charged)[CHARGE]?.(items - 1);
}
