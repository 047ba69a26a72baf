import { DEFAULT_POLICY } from '@libs/risk-engine/default-policy';
import { BUILTIN_FACTORS } from '@libs/risk-engine/factors/registry';
import { VOCABULARY } from '@libs/risk-engine/rules/vocabulary';
import { ApiProperty } from '@nestjs/swagger';

export class NameResponse {
  @ApiProperty({ example: 'device.last24h.instruments' }) readonly name!: string;
  @ApiProperty({ enum: ['double', 'string', 'bool', 'dyn', 'list'], example: 'double' })
  readonly type!: string;
  @ApiProperty({ example: 'The number of different instruments of this device in the last 24 hours.' })
  readonly meaning!: string;
}

export class BuiltinResponse {
  @ApiProperty({ example: 'new_device' }) readonly code!: string;
  @ApiProperty({ type: 'integer', example: 1 }) readonly version!: number;
  @ApiProperty({ example: 'device' }) readonly category!: string;
  @ApiProperty({ enum: ['raises', 'lowers'], example: 'raises' }) readonly direction!: string;
  @ApiProperty({ example: "A known customer's first transaction with this device." })
  readonly description!: string;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 15,
    description: "Its weight in today's default policy; null where that lacks it.",
  })
  readonly defaultWeight!: number | null;
}

export class VocabularyResponse {
  @ApiProperty({ type: [NameResponse] }) readonly names!: readonly NameResponse[];
  @ApiProperty({ type: [BuiltinResponse] }) readonly builtins!: readonly BuiltinResponse[];
}

export function toVocabularyResponse(): VocabularyResponse {
  return {
    names: [...VOCABULARY.map(({ name, type, meaning }) => ({ name, type, meaning })), ...OWN_NAMES],
    builtins: BUILTIN_FACTORS.map(({ code, version, category, direction, description }) => {
      const inDefault = DEFAULT_POLICY.builtins[code];
      const defaultWeight = inDefault?.version === version ? inDefault.weight : null;
      return { code, version, category, direction, description, defaultWeight };
    }),
  };
}

/** What the tenant names itself. */
const OWN_NAMES: readonly NameResponse[] = [
  {
    name: 'attributes["…"]',
    type: 'dyn',
    meaning: 'An attribute of the transaction: a text, a number, true or false.',
  },
  { name: 'lists.…', type: 'list', meaning: 'A list of yours, to stand right of "in".' },
];
