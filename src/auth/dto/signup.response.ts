import { formatId } from '@libs/ids/typeid';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { TenantSummary, toTenantSummary } from '../../tenants/tenants.types';
import type { IssuedKey } from '../api-key.types';
import type { SignedUp } from '../signup.service';
import { SIGNUP_EXAMPLE } from './signup.example';

export class IssuedKeyResponse {
  @ApiProperty() readonly id!: string;
  @ApiProperty({ description: 'Shown this once: only its SHA-256 is kept.' }) readonly secret!: string;
  @ApiProperty({ type: [String], description: 'What the key may do; * is everything.' })
  readonly scopes!: readonly string[];
}

export class SandboxResponse {
  @ApiProperty({ type: TenantSummary }) readonly tenant!: TenantSummary;
  @ApiProperty({ type: IssuedKeyResponse }) readonly apiKey!: IssuedKeyResponse;
}

// A key and a tenant of each mode: fields with an example each would show one twice.
@ApiSchema({
  description: 'A tenant, its sandbox and a key for each.',
  ...{ example: SIGNUP_EXAMPLE satisfies SignupResponse },
})
export class SignupResponse extends SandboxResponse {
  @ApiProperty({
    type: SandboxResponse,
    description: 'A tenant of its own: it shares nothing with the live one.',
  })
  readonly sandbox!: SandboxResponse;
}

export function toSignupResponse({ live, sandbox }: { live: SignedUp; sandbox: SignedUp }): SignupResponse {
  return { ...toSandboxResponse(live), sandbox: toSandboxResponse(sandbox) };
}

function toSandboxResponse({ tenant, apiKey }: SignedUp): SandboxResponse {
  return { tenant: toTenantSummary(tenant), apiKey: toIssuedKeyResponse(apiKey) };
}

function toIssuedKeyResponse({ key, secret }: IssuedKey): IssuedKeyResponse {
  return { id: formatId('key', key.id), secret, scopes: key.scopes };
}
