/**
 * Slices, one after another, each read while whoever takes them works on the one before. `readAfter` is given the last
 * item so far, or undefined, and a slice that is shorter than `sliceSize` is the last one.
 */
export async function* readAhead<Item>(
  sliceSize: number,
  readAfter: (last: Item | undefined) => Promise<readonly Item[]>,
): AsyncGenerator<readonly Item[], void, undefined> {
  let next: Promise<readonly Item[]> | undefined = readAfter(undefined);
  try {
    while (next !== undefined) {
      const slice: readonly Item[] = await next;
      next = slice.length < sliceSize ? undefined : readAfter(slice.at(-1));
      // Whether it fails is told where it is waited for.
      next?.catch(() => undefined);
      yield slice;
    }
  } finally {
    await next?.catch(() => undefined);
  }
}
