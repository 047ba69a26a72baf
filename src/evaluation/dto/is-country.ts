import { buildMessage, isISO31661Alpha2, ValidateBy } from 'class-validator';

/** An upper-case country code of ISO 3166-1 alpha-2: codes are compared as they are written. */
export function IsCountry(): PropertyDecorator {
  return ValidateBy({
    name: 'isCountry',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' && /^[A-Z]{2}$/.test(value) && isISO31661Alpha2(value),
      defaultMessage: buildMessage(
        (prefix) => `${prefix}$property must be a country of ISO 3166-1 alpha-2, such as ES`,
      ),
    },
  });
}
