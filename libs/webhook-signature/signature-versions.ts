import { createHmac, sign, timingSafeEqual, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** `v1`: HMAC-SHA256 of the content (RFC 2104), 32 bytes. */
export function signV1(content: Buffer, secret: Buffer): Buffer {
  return createHmac('sha256', secret).update(content).digest();
}

/** In a time that doesn't depend on where the two differ. */
export function isV1(content: Buffer, signature: Buffer, secret: Buffer): boolean {
  const expected = signV1(content, secret);
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

/** `v1a`: Ed25519 over the content itself (RFC 8032), 64 bytes. In another thread: it takes as long as all else of a message. */
export function signV1a(content: Buffer, privateKey: KeyObject): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign(null, content, privateKey, (error, signature) => {
      if (error === null) resolve(signature);
      else reject(error);
    });
  });
}

export function isV1a(content: Buffer, signature: Buffer, publicKey: KeyObject): boolean {
  return verify(null, content, publicKey, signature);
}
