import { performance } from 'node:perf_hooks';

/** How long each of `times` calls took, ascending, in microseconds, after a tenth as many to warm up. */
export function microsecondsOf(call: (index: number) => void, times: number): number[] {
  for (let index = 0; index < times / 10; index++) call(index);
  const taken = Array.from({ length: times }, (_, index) => {
    const startMs = performance.now();
    call(index);
    return (performance.now() - startMs) * 1000;
  });
  return taken.sort((a, b) => a - b);
}

export function percentile(ascending: ArrayLike<number>, share: number): number {
  return ascending[Math.floor(ascending.length * share)] ?? Number.NaN;
}

export interface Pace {
  readonly roundsPerSecond: number;
  /** Of all threads together, whatever else the machine does. */
  readonly cpuMicrosPerRound: number;
}

/** Runs a round over and over for at least so long. */
export async function paceOf(round: () => Promise<void> | void, forMs: number): Promise<Pace> {
  const startMs = performance.now();
  const cpuBefore = process.cpuUsage();
  let rounds = 0;
  let elapsedMs = 0;
  while (elapsedMs < forMs) {
    await round();
    rounds++;
    elapsedMs = performance.now() - startMs;
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return { roundsPerSecond: (rounds * 1000) / elapsedMs, cpuMicrosPerRound: (user + system) / rounds };
}

export function medianOf(values: readonly number[]): number {
  return percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}
