import type { Type as Class } from '@nestjs/common';
import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';

/** An object of the class. ValidateNested alone would take an array of them, and an empty one too. */
export function IsNested(typeOf: () => Class): PropertyDecorator {
  return applyDecorators(
    IsObject({ message: '$property must be an object' }),
    ValidateNested(),
    Type(typeOf),
  );
}
