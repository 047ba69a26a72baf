import fc from 'fast-check';

export interface TimeLimitedRuns {
  readonly numRuns: number;
  readonly timeLimitMs: number;
}

/**
 * Asserts a property of what a server does, in fewer runs where the machine is busy, but in one at least. Not by
 * fast-check's own time limit: the run that it interrupts goes on beside the next test.
 */
export async function assertWithin<T>(
  { numRuns, timeLimitMs }: TimeLimitedRuns,
  anything: fc.Arbitrary<T>,
  holds: (value: T) => Promise<void>,
): Promise<void> {
  const untilMs = Date.now() + timeLimitMs;
  const property = fc.asyncProperty(anything, async (value) => {
    if (Date.now() < untilMs) await holds(value);
  });
  await fc.assert(property, { numRuns });
}
