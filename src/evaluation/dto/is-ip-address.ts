import { canonicalIp } from '@libs/ip-address/canonical-ip';
import { buildMessage, ValidateBy } from 'class-validator';

/** IPv4 or IPv6, without a zone: a zone means something on one machine only. */
export function IsIpAddress(): PropertyDecorator {
  return ValidateBy({
    name: 'isIpAddress',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && canonicalIp(value) !== undefined,
      defaultMessage: buildMessage((prefix) => `${prefix}$property must be an IPv4 or IPv6 address`),
    },
  });
}
