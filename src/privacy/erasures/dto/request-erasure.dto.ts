import { IfPresent } from '@libs/http/if-present';
import { IsNested } from '@libs/http/is-nested';
import { IsPrintable } from '@libs/http/is-printable';
import { canonicalIp } from '@libs/ip-address/canonical-ip';
import type { EntityKind } from '@libs/risk-engine/entity';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { noAddress, oneOfBoth } from '../erasure.problems';
import type { ErasureRequest } from '../erasures.service';

export const SUBJECT_KINDS: readonly EntityKind[] = [
  ...(['customer', 'device', 'instrument', 'ip', 'agent', 'counterparty'] as const),
];

export class ErasureSubjectDto {
  @ApiProperty({ enum: [...SUBJECT_KINDS], example: 'customer' })
  @IsIn(SUBJECT_KINDS)
  readonly kind!: EntityKind;

  @ApiProperty({
    minLength: 1,
    maxLength: 128,
    example: 'c-42',
    description: 'Your own id; an IP address; the id of an agent.',
  })
  @IsPrintable(128)
  readonly id!: string;
}

@ApiSchema({
  description: 'What is to be erased: one subject, or the whole tenant.',
  ...{ example: { subject: { kind: 'customer', id: 'c-4711' } } satisfies RequestErasureDto },
})
export class RequestErasureDto {
  @ApiPropertyOptional({ type: ErasureSubjectDto })
  @IfPresent()
  @IsNested(() => ErasureSubjectDto)
  readonly subject?: ErasureSubjectDto;

  @ApiPropertyOptional({ enum: ['tenant'], description: 'Everything; of a live tenant also its sandbox.' })
  @IfPresent()
  @IsIn(['tenant'])
  readonly scope?: 'tenant';

  @ApiPropertyOptional({ minLength: 1, maxLength: 128, description: 'With scope: the name of the tenant.' })
  @IfPresent()
  @IsPrintable(128)
  readonly confirm?: string;
}

/** Throws a Problem of 422. */
export function toErasureRequest({ subject, scope, confirm }: RequestErasureDto): ErasureRequest {
  if (subject !== undefined && scope === undefined && confirm === undefined) {
    return { scope: 'subject', subject: { kind: subject.kind, id: canonicalId(subject) } };
  }
  if (subject === undefined && scope !== undefined && confirm !== undefined) return { scope, confirm };
  throw oneOfBoth();
}

/** As evaluations keep it. */
function canonicalId({ kind, id }: ErasureSubjectDto): string {
  if (kind !== 'ip') return id;
  const address = canonicalIp(id);
  if (address === undefined) throw noAddress();
  return address;
}
