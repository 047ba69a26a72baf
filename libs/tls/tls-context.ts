import { constants } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { SecureContextOptions } from 'node:tls';

const TLS_1_3 = ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'];
const TLS_1_2 = [
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
];

/**
 * What is spoken: TLS 1.2 and 1.3, and of the suites those with forward secrecy and authenticated encryption, ours
 * before the client's. Security level 2 of OpenSSL: nothing under 112 bits. No renegotiation: nobody needs it, and it costs the server more than the client.
 */
export const TLS_CONTEXT = {
  minVersion: 'TLSv1.2',
  ciphers: [...TLS_1_3, ...TLS_1_2, '@SECLEVEL=2'].join(':'),
  ecdhCurve: curves(),
  honorCipherOrder: true,
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
} satisfies SecureContextOptions;

/** No finite fields, and the hybrid with ML-KEM, which no quantum computer opens, where OpenSSL has it (3.5). */
function curves(): string {
  const classic = 'X25519:P-256:P-384';
  const hybrid = `X25519MLKEM768:${classic}`;
  try {
    createSecureContext({ ecdhCurve: hybrid });
    return hybrid;
  } catch {
    // OpenSSL remembers the failure, and the next key that is read would fail of it: a context that works clears it.
    createSecureContext();
    return classic;
  }
}

/** A client has so long for the handshake. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** For the server that Nest makes, which is one of `node:https`. */
export function tlsServerOptions({ cert, key }: Record<'cert' | 'key', Buffer>): Record<string, unknown> {
  return { ...TLS_CONTEXT, cert, key, handshakeTimeout: HANDSHAKE_TIMEOUT_MS };
}
