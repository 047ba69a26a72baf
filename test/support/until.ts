import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until it is so. Rejects if it isn't within `patienceMs`. */
export async function until(isSo: () => boolean | Promise<boolean>, patienceMs = 20_000): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`it did not come to be: ${isSo.toString()}`);
    await sleep(20);
  }
}
