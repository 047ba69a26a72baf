/** Calls `work` the first time, and then at most once in `everyMs`: what would be said too often is said sometimes. */
export function seldom<Args extends unknown[]>(
  everyMs: number,
  work: (...args: Args) => void,
): (...args: Args) => void {
  let lastMs = -Infinity;
  return (...args) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < everyMs) return;
    lastMs = nowMs;
    work(...args);
  };
}
