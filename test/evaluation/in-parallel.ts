/** Runs `work` for every item, `connections` at a time. Results are in the items' order. */
export async function inParallel<Item, Result>(
  connections: number,
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return results;
}
