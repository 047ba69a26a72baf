import { isCurrency } from '@libs/money/currency';
import { buildMessage, ValidateBy } from 'class-validator';

/** A currency of ISO 4217 that is in use today. */
export function IsCurrency(): PropertyDecorator {
  return ValidateBy({
    name: 'isCurrency',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && isCurrency(value),
      defaultMessage: buildMessage(
        (prefix) => `${prefix}$property must be a currency of ISO 4217, such as EUR`,
      ),
    },
  });
}
