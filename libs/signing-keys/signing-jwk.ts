import { createHash } from 'node:crypto';

/** An Ed25519 public key as a JWK (RFC 8037), as the service publishes it. */
export interface SigningJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

export function signingJwk(publicKey: Buffer): SigningJwk {
  const x = publicKey.toString('base64url');
  return { kty: 'OKP', crv: 'Ed25519', x, kid: thumbprintOf(publicKey), alg: 'EdDSA', use: 'sig' };
}

/** RFC 7638: the SHA-256 of the required members, in their order. */
export function thumbprintOf(publicKey: Buffer): string {
  const members = JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x: publicKey.toString('base64url') });
  return createHash('sha256').update(members).digest('base64url');
}
