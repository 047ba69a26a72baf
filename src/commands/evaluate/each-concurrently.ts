/**
 * Handles the items in their order, up to `concurrency` at once. When `stopping` is aborted nothing new begins and
 * what is under way finishes; an error of an item or of their source aborts it and is thrown at the end.
 */
export async function eachConcurrently<Item>(
  items: AsyncIterator<Item>,
  concurrency: number,
  stopping: AbortController,
  handle: (item: Item) => Promise<void>,
): Promise<void> {
  const errors: unknown[] = [];
  const work = async (): Promise<void> => {
    try {
      for (let next = await items.next(); !next.done && !stopping.signal.aborted; next = await items.next()) {
        await handle(next.value);
      }
    } catch (error) {
      // A source that was closed because of the stop complains about it.
      if (!stopping.signal.aborted) errors.push(error);
      stopping.abort();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  if (errors.length > 0) throw errors[0];
}
