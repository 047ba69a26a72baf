import type { KeyObject } from 'node:crypto';

export type AgentMethod = 'ed25519' | 'jws' | 'hmac';

/** RFC 7518 section 3.1 and RFC 8037. */
export type JwsAlgorithm = 'EdDSA' | 'ES256' | 'PS256' | 'RS256';

/** What a signature is checked with: the key says how, the message only repeats it. */
export type VerificationKey =
  | { readonly method: 'ed25519'; readonly publicKey: KeyObject }
  | { readonly method: 'jws'; readonly publicKey: KeyObject; readonly algorithms: readonly JwsAlgorithm[] }
  | { readonly method: 'hmac'; readonly secret: Buffer };
