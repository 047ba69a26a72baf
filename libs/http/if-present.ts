import { ValidateIf } from 'class-validator';

/** The field may be left out. Unlike class-validator's IsOptional this doesn't let null pass: null is a value, and a wrong one. */
export function IfPresent(): PropertyDecorator {
  return ValidateIf((_, value: unknown) => value !== undefined);
}
