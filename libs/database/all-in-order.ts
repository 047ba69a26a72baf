/**
 * Like `Promise.all`, but the error is that of the first in order that fails: of statements that were sent one behind
 * another in one transaction, the others fail because of it.
 */
export async function allInOrder<Values extends readonly unknown[]>(promises: {
  readonly [Index in keyof Values]: Promise<Values[Index]> | Values[Index];
}): Promise<Values> {
  const settled = await Promise.allSettled(promises);
  for (const result of settled) if (result.status === 'rejected') throw result.reason;
  return settled.map((result) => (result as PromiseFulfilledResult<unknown>).value) as unknown as Values;
}
