import { SetMetadata } from '@nestjs/common';
import type { CustomDecorator, ExecutionContext } from '@nestjs/common';
import { findCardNumber } from '@libs/card-number/card-number';
import { Problem } from './problem';

const ITEM_BY_ITEM = 'trustflow:card-numbers-refused-item-by-item';

/** Throws the problem `card_number_not_accepted`, which says where, if the value holds a card number. */
export function refuseCardNumbers(value: unknown): void {
  const pointer = findCardNumber(value);
  if (pointer === undefined) {
    return;
  }
  const detail =
    'This looks like a card number. Send a token instead; an order number that happens to look like one wants a prefix of letters, as in ord_1234.';
  throw new Problem('card_number_not_accepted', detail, {
    errors: [{ in: 'body', pointer, code: 'card_number', detail: 'Holds what looks like a card number.' }],
  });
}

/** For a batch, where one bad item spoils no other: its handler calls `refuseCardNumbers` for each. */
export function RefusesCardNumbersItemByItem(): CustomDecorator {
  return SetMetadata(ITEM_BY_ITEM, true);
}

export function refusesCardNumbersItemByItem(context: ExecutionContext): boolean {
  return Reflect.getMetadata(ITEM_BY_ITEM, context.getHandler()) === true;
}
