import { setImmediate as nextTurn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import type { Request } from 'express';
import { problemOf } from './exception-problem';
import { problemBody } from './problem-body';
import type { ProblemBody } from './problem-body';
import { PROBLEM_CATALOGUE } from './problem-catalogue';
import { countAs } from './request-cost';
import { traceIdOf } from './trace';
import { validateItem } from './validate-item';

export const MAX_BATCH_ITEMS = 1_000;
export const MAX_BATCH_BYTES = 1024 * 1024;

/** What the body of a batch of these items extends. Items are validated one by one where they are handled: a bad one spoils no other. */
export function BatchOf(item: Type): Type<{ readonly items: readonly unknown[] }> {
  class ItemsDto {
    @ApiProperty({ type: [item], minItems: 1, maxItems: MAX_BATCH_ITEMS })
    @IsArray({ message: 'items must be an array' })
    @ArrayMinSize(1)
    @ArrayMaxSize(MAX_BATCH_ITEMS)
    readonly items!: readonly unknown[];
  }
  return ItemsDto;
}

export interface ItemFailure {
  readonly status: number;
  readonly problem: ProblemBody;
}

/** The items of one request to a batch. */
export interface BatchScene {
  readonly request: Request;
  readonly publicUrl: string;
}

export interface ItemHandling<Item, Result> {
  readonly type: Type<Item>;
  /** How many items are handled together. */
  readonly chunk: number;
  /** How many chunks are handled at once, each begun before the next; one where it has to wait for the one before it. */
  readonly chunksAtOnce: number;
  /** Results are in the items' order. */
  readonly handle: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>;
}

/** Each item's result or problem, in their order. */
export async function handleItems<Item extends object, Result>(
  items: readonly unknown[],
  scene: BatchScene,
  handling: ItemHandling<Item, Result>,
): Promise<(Result | ItemFailure)[]> {
  await countAs(scene.request, items.length);
  const results: (Result | ItemFailure)[] = [];
  for await (const settled of inChunks(items, handling)) {
    for (const each of settled)
      results.push(each.status === 'fulfilled' ? each.value : failure(each.reason, scene));
  }
  return results;
}

/** What each chunk came to, in their order. To check the items of one takes its time: other requests get theirs between two. */
async function* inChunks<Item extends object, Result>(
  items: readonly unknown[],
  handling: ItemHandling<Item, Result>,
): AsyncGenerator<readonly PromiseSettledResult<Result>[]> {
  const { chunk, chunksAtOnce } = handling;
  const underWay: Promise<PromiseSettledResult<Result>[]>[] = [];
  for (let start = 0; start < items.length; start += chunk) {
    const oldest = underWay.length === chunksAtOnce ? underWay.shift() : undefined;
    if (oldest !== undefined) yield await oldest;
    await nextTurn();
    const next = handleChunk(items.slice(start, start + chunk), handling);
    // It is awaited in its turn, unless one before it failed and the whole batch with it.
    next.catch(() => undefined);
    underWay.push(next);
  }
  for (const each of underWay) yield await each;
}

/** What is not valid is not handled; the others keep their order. */
async function handleChunk<Item extends object, Result>(
  items: readonly unknown[],
  { type, handle }: ItemHandling<Item, Result>,
): Promise<PromiseSettledResult<Result>[]> {
  const checked = items.map((item): { readonly valid: Item } | PromiseRejectedResult => {
    try {
      return { valid: validateItem(type, item) };
    } catch (reason) {
      return { status: 'rejected', reason };
    }
  });
  const handled = (await handle(checked.flatMap((each) => ('valid' in each ? [each.valid] : [])))).values();
  return checked.map((each) => {
    if (!('valid' in each)) return each;
    const { value } = handled.next();
    if (value === undefined) throw new Error('every item that is handled has a result');
    return value;
  });
}

/** What stands in the place of an item that failed: the problem that a call of its own would have had. */
function failure(error: unknown, { request, publicUrl }: BatchScene): ItemFailure {
  const problem = problemOf(error, request);
  const { status } = PROBLEM_CATALOGUE[problem.code];
  const traceId = traceIdOf(request);
  if (status >= 500) {
    new Logger('Batch').error({ traceId, problem: problem.code }, error instanceof Error ? error.stack : '');
  }
  return { status, problem: problemBody(problem, { publicUrl, traceId, url: request.url }) };
}
