import { Logger } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import type { Request } from 'express';
import { problemOf } from './exception-problem';
import { problemBody } from './problem-body';
import type { ProblemBody } from './problem-body';
import { PROBLEM_CATALOGUE } from './problem-catalogue';
import { traceIdOf } from './trace';

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

export interface BatchOptions {
  readonly request: Request;
  readonly publicUrl: string;
  /** How many items are handled at once. */
  readonly concurrency: number;
}

/** Handles every item, several at once, begun in their order. The results are in their order too. */
export async function handleItems<T>(
  items: readonly unknown[],
  { request, publicUrl, concurrency }: BatchOptions,
  handle: (item: unknown) => Promise<T>,
): Promise<(T | ItemFailure)[]> {
  const results = new Array<T | ItemFailure>(items.length);
  const pending = items.entries();
  const work = async (): Promise<void> => {
    for (const [position, item] of pending) {
      results[position] = await handle(item).catch((error: unknown) => failure(error, request, publicUrl));
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, work));
  return results;
}

function failure(error: unknown, request: Request, publicUrl: string): ItemFailure {
  const problem = problemOf(error, request);
  const { status } = PROBLEM_CATALOGUE[problem.code];
  const traceId = traceIdOf(request);
  if (status >= 500) {
    new Logger('Batch').error({ traceId, problem: problem.code }, error instanceof Error ? error.stack : '');
  }
  return { status, problem: problemBody(problem, { publicUrl, traceId, url: request.url }) };
}
