import { buildMessage, ValidateBy } from 'class-validator';
import { parseId } from '@libs/ids/typeid';
import type { IdPrefix } from '@libs/ids/typeid';

/** An id of ours in form. It may be of nothing that there is. */
export function IsId(prefix: IdPrefix): PropertyDecorator {
  return ValidateBy({
    name: 'isId',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && parseId(prefix, value) !== undefined,
      defaultMessage: buildMessage((each) => `${each}$property must be an id that begins with ${prefix}_`),
    },
  });
}
