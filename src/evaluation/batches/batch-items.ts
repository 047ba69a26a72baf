import { Inject, Injectable } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { handleItems } from '@libs/http/batch';
import type { ItemFailure } from '@libs/http/batch';
import { validateItem } from '@libs/http/validate-item';
import type { Request } from 'express';
import { InTurn } from './in-turn';

/** Few of the connections that all requests share. */
const CONCURRENCY = 4;

export interface ItemHandling<Item, Result> {
  readonly type: Type<Item>;
  /** What an item is about. Items that share something are handled in their order, as if sent one after another. */
  readonly namesOf: (item: Item) => readonly string[];
  readonly handle: (item: Item) => Promise<Result>;
}

@Injectable()
export class BatchItems {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** Each item's result or problem, in their order. */
  handle<Item extends object, Result>(
    items: readonly unknown[],
    request: Request,
    { type, namesOf, handle }: ItemHandling<Item, Result>,
  ): Promise<(Result | ItemFailure)[]> {
    const { publicUrl } = this.settings;
    const inTurn = new InTurn();
    // Nothing is awaited before an item has its turn: turns are in the order of the items.
    return handleItems(items, { request, publicUrl, concurrency: CONCURRENCY }, async (item) => {
      const valid = validateItem(type, item);
      return inTurn.run(namesOf(valid), () => handle(valid));
    });
  }
}
