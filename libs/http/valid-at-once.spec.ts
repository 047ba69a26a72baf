import { plainToInstance, Type } from 'class-transformer';
import {
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
  validateSync,
} from 'class-validator';
import fc from 'fast-check';
import { isValidAtOnce } from './valid-at-once';
import { VALIDATION_OPTIONS } from './validation.pipe';

class Inner {
  @Length(1, 3) readonly id!: string;
  @ValidateIf((_, value) => value !== undefined)
  @IsIn(['web', 'pos'])
  readonly channel?: string;
}

class Outer {
  @Min(0) @Max(9) @IsInt() readonly count!: number;
  @IsOptional() @IsString() readonly note?: string | null;
  @IsObject() @ValidateNested() @Type(() => Inner) readonly inner!: Inner;
  @ValidateIf((_, value) => value !== undefined)
  @ValidateNested()
  @Type(() => Inner)
  readonly other?: Inner;
}

class WithEach {
  @IsArray({ each: true }) readonly lists!: string[][];
}

class WithoutRules {
  readonly name = 'x';
}

const odd = fc.constantFrom<unknown>(null, undefined, -1, 10, 1.5, 'x', '', 'long', [], {}, true, ['x']);
const inner = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      { id: fc.constantFrom('a', 'abc'), channel: fc.constantFrom('web', 'pos') },
      { requiredKeys: ['id'] },
    ),
  },
  odd,
  fc.record({ id: odd, channel: odd, unknown: odd }, { requiredKeys: [] }),
  fc.array(fc.record({ id: fc.constant('a') }), { maxLength: 2 }),
);
const body = fc.record(
  {
    count: fc.oneof({ weight: 5, arbitrary: fc.nat({ max: 9 }) }, odd),
    note: fc.oneof({ weight: 3, arbitrary: fc.constant('note') }, odd),
    inner,
    other: inner,
    unknown: fc.oneof({ weight: 1, arbitrary: odd }),
  },
  { requiredKeys: [] },
);

const isValid = (dto: object): boolean => validateSync(dto, VALIDATION_OPTIONS).length === 0;

describe('being valid at once', () => {
  it('is what class-validator says, whatever the body', () => {
    const answers = new Map<boolean, number>();
    fc.assert(
      fc.property(body, (plain) => {
        const dto = plainToInstance(Outer, plain);
        const valid = isValid(dto);
        answers.set(valid, (answers.get(valid) ?? 0) + 1);
        // Of a list of nested ones class-validator is asked.
        expect(isValidAtOnce(dto)).toBe(valid && !Array.isArray(dto.other));
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(answers.get(true) ?? 0, answers.get(false) ?? 0)).toBeGreaterThan(20);
  });

  it.each([
    ['a rule for each of many', plainToInstance(WithEach, { lists: ['a'] })],
    ['no rules at all', new WithoutRules()],
    ['no class', { count: 1 }],
  ])('is left to class-validator where there is %s', (_, dto) => {
    expect(isValidAtOnce(dto)).toBe(false);
  });
});
