import { ApiProperty } from '@nestjs/swagger';
import type { Consistency, Inclusion } from './proofs.service';

const HASH = 'Ny+t7KbcQlOMX9lRS1ZHzREkkAdReo06yoj/3yQClhQ=';
export const CHECKPOINT_EXAMPLE =
  'localhost:3000/tenant_01m81b97bbevp8a80j3f0vptx9\n2\nE1mhq4rvz0hTzUv0b5ZkT2Dy7d9t4wPBj4j9kJq3n9k=\n\n' +
  '— localhost:3000/tenant_01m81b97bbevp8a80j3f0vptx9 ' +
  'mFm9bQZp1WzVv2Ww7y1oHnq0m6d5b5mTq0xw9b8fJ5rEwYw6kq2cZ3d0l1jH3T5W5o3mY6m0k4bX9m1gVd7c5n8eKAA=\n';

/** A proof that the entry is in the tree of the checkpoint (RFC 6962 section 2.1.1). */
export class InclusionProofResponse {
  @ApiProperty({ type: 'integer', example: 1, description: 'Which leaf of the tree it is, from 0.' })
  readonly index!: number;
  @ApiProperty({ type: 'integer', example: 2, description: 'In leaves: that of the checkpoint.' })
  readonly treeSize!: number;
  @ApiProperty({ format: 'byte', example: HASH, description: 'That of the receipt.' })
  readonly leafHash!: string;
  @ApiProperty({
    type: [String],
    example: ['tmTBxlQ5G3hAGRaFJ3p/0Bf0oJ0Ai0Y9i9PYz3mF4z8='],
    description: "The audit path in base64, from the leaf's sibling up.",
  })
  readonly hashes!: readonly string[];
  @ApiProperty({ example: CHECKPOINT_EXAMPLE, description: 'A signed note (C2SP tlog-checkpoint).' })
  readonly checkpoint!: string;
}

/** A proof that the tree of `to` leaves begins with that of `from` leaves (RFC 6962 section 2.1.2). */
export class ConsistencyProofResponse {
  @ApiProperty({ type: 'integer', example: 1 }) readonly from!: number;
  @ApiProperty({ type: 'integer', example: 2 }) readonly to!: number;
  @ApiProperty({
    type: [String],
    example: [HASH],
    description: 'In base64. None where both sizes are the same.',
  })
  readonly hashes!: readonly string[];
}

export function toInclusionProof({ leafHash, hashes, ...proof }: Inclusion): InclusionProofResponse {
  return { ...proof, leafHash: leafHash.toString('base64'), hashes: hashes.map(toBase64) };
}

export function toConsistencyProof({ from, to, hashes }: Consistency): ConsistencyProofResponse {
  return { from, to, hashes: hashes.map(toBase64) };
}

function toBase64(hash: Buffer): string {
  return hash.toString('base64');
}
