import { uuidTime } from '@libs/ids/typeid';
import type { Export } from './export.entity';

/** What reading comes to; the rest is for the end of the archive. */
const READING = 0.98;
const UUID_V7 = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/;

/**
 * How far the reading is, of `of` parts, in the one at `index` behind `after`: each part counts the same, and within
 * one the time goes by, where the cursor has one. Never less than before. Counting rows would take longer than it is worth.
 */
export function progressOf(
  { tenantId, createdAt, progress }: Export,
  { index, of, after }: { readonly index: number; readonly of: number; readonly after: string | null },
): number {
  const [id] = UUID_V7.exec(after ?? '') ?? [];
  const beganMs = uuidTime(tenantId);
  const lengthMs = Math.max(1, createdAt.getTime() - beganMs);
  const within = id === undefined ? 0 : Math.min(1, Math.max(0, (uuidTime(id) - beganMs) / lengthMs));
  return Math.max(progress, (READING * (index + within)) / of);
}
