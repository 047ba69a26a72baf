import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { refuseCardNumbers } from './card-number-refusal';
import { isValidAtOnce } from './valid-at-once';
import { VALIDATION_OPTIONS } from './validation.pipe';
import { invalidField, validationProblem } from './validation-errors';

/** One item of a batch as its DTO. Throws the problems that a body of its own would get; pointers are within the item. */
export function validateItem<T extends object>(type: new () => T, item: unknown): T {
  refuseCardNumbers(item);
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    throw invalidField({
      in: 'body',
      pointer: '',
      code: 'is_object',
      detail: 'An item has to be a JSON object.',
    });
  }
  const dto = plainToInstance(type, item);
  if (isValidAtOnce(dto)) return dto;
  const found = validateSync(dto, VALIDATION_OPTIONS);
  if (found.length > 0) throw validationProblem(found, 'body');
  return dto;
}
