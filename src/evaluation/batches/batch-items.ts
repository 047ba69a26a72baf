import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { handleItems } from '@libs/http/batch';
import type { ItemFailure, ItemHandling } from '@libs/http/batch';
import type { Request } from 'express';

@Injectable()
export class BatchItems {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** Each item's result or problem, in their order. */
  handle<Item extends object, Result>(
    items: readonly unknown[],
    request: Request,
    handling: ItemHandling<Item, Result>,
  ): Promise<(Result | ItemFailure)[]> {
    return handleItems(items, { request, publicUrl: this.settings.publicUrl }, handling);
  }
}
