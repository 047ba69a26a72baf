/** A public key as a JWK (RFC 7517), its required members alone (RFC 7638 section 3.2). */
export type PublicJwk = Readonly<Record<string, string>>;
