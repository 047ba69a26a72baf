import { arrived, headersOf, judged, NOW_MS, RSA_PUBLIC_KEY, SIGNINGS } from './signed-example';
import { IDENTITY, input, LEAST, malleable, replaced, resigned, twice } from './attempts';
import type { Refused } from './attempts';

const { ed25519, hmac, EdDSA } = SIGNINGS;
const SECOND_MS = 1_000;

const REFUSED: Refused = [
  // When.
  ['that expired', 'expired', { nowMs: NOW_MS + 180 * SECOND_MS }],
  [
    'of ten years ago',
    'expired',
    { headers: headersOf(ed25519, { createdAtMs: NOW_MS - 315_360_000 * SECOND_MS }) },
  ],
  ['that expires before it was created', 'expired', resigned(LEAST, { expires: String(NOW_MS / SECOND_MS) })],
  [
    'of the future',
    'not_yet_valid',
    { headers: headersOf(ed25519, { createdAtMs: NOW_MS + 61 * SECOND_MS }) },
  ],
  [
    'that is good for ten years',
    'lifetime_too_long',
    resigned(LEAST, { expires: String(NOW_MS / SECOND_MS + 315_360_000) }),
  ],
  [
    'that is good for a second too long',
    'lifetime_too_long',
    resigned(LEAST, { expires: String(NOW_MS / SECOND_MS + 301) }),
  ],
  ['without created', 'malformed', resigned(LEAST, { created: '' })],
  ['without expires', 'malformed', resigned(LEAST, { expires: '' })],
  ['created at a fraction of a second', 'malformed', resigned(LEAST, { created: '1795341600.5' })],
  ['created before there was time', 'malformed', resigned(LEAST, { created: '-1' })],
  // By what, and how.
  ['without a nonce', 'malformed', resigned(LEAST, { nonce: '' })],
  ['with a short nonce', 'malformed', resigned(LEAST, { nonce: '"15-bytes-long-x"' })],
  ['with a long nonce', 'malformed', resigned(LEAST, { nonce: `"${'x'.repeat(129)}"` })],
  ['with a nonce with a space', 'malformed', resigned(LEAST, { nonce: '"a nonce of 16 bytes"' })],
  ['without a key', 'malformed', resigned(LEAST, { keyid: '' })],
  ['without an algorithm', 'malformed', resigned(LEAST, { alg: '' })],
  ['without a tag', 'malformed', resigned(LEAST, { tag: '' })],
  ['of another tag', 'malformed', resigned(LEAST, { tag: '"web-bot-auth"' })],
  ['with a parameter more', 'malformed', resigned(LEAST, { scope: '"all"' })],
  [
    'with a parameter twice',
    'malformed',
    input((text) => text.replace(';nonce=', ';nonce="another-of-16-bytes";nonce=')),
  ],
  ['that calls itself an HMAC', 'algorithm_mismatch', resigned(LEAST, { alg: '"hmac-sha256"' })],
  [
    'of an HMAC with the public key as secret',
    'algorithm_mismatch',
    {
      ...resigned(
        LEAST,
        { alg: '"hmac-sha256"' },
        {},
        {
          ...hmac,
          signer: {
            ...hmac.signer,
            key: Buffer.from(RSA_PUBLIC_KEY.export({ format: 'pem', type: 'spki' })),
          },
        },
      ),
    },
  ],
  [
    'of an HMAC that calls itself Ed25519',
    'algorithm_mismatch',
    { ...resigned(LEAST, {}, {}, hmac), key: hmac.key },
  ],
  ['for the key of a JWS', 'algorithm_mismatch', { key: EdDSA.key }],
  ['by another key', 'signature_mismatch', { key: { method: 'ed25519', publicKey: IDENTITY } }],
  [
    'by an HMAC’s other secret',
    'signature_mismatch',
    { headers: headersOf(hmac), key: { method: 'hmac', secret: Buffer.alloc(32) } },
  ],
  [
    'with S + L',
    'signature_mismatch',
    {
      headers: replaced(
        headersOf(ed25519),
        'Signature',
        (value) =>
          `agent=:${malleable(Buffer.from(/:(.*):/.exec(value)?.[1] ?? '', 'base64')).toString('base64')}:`,
      ),
    },
  ],
  [
    'with a byte more',
    'signature_mismatch',
    {
      headers: replaced(
        headersOf(ed25519),
        'Signature',
        (value) =>
          `agent=:${Buffer.concat([Buffer.from(/:(.*):/.exec(value)?.[1] ?? '', 'base64'), Buffer.alloc(1)]).toString('base64')}:`,
      ),
    },
  ],
  ['of no bytes', 'signature_mismatch', { headers: { ...headersOf(ed25519), Signature: 'agent=::' } }],
  // In what form.
  ['without its input', 'malformed', { headers: replaced(headersOf(ed25519), 'Signature-Input', () => '') }],
  [
    'whose input has no signature',
    'malformed',
    { headers: { ...headersOf(ed25519), Signature: 'other=:AAAA:' } },
  ],
  [
    'whose input alone is there',
    'malformed',
    {
      headers: Object.entries(headersOf(ed25519))
        .filter(([name]) => name !== 'Signature')
        .flat(),
    },
  ],
  [
    'that alone is there',
    'malformed',
    {
      headers: Object.entries(headersOf(ed25519))
        .filter(([name]) => name !== 'Signature-Input')
        .flat(),
    },
  ],
  ['with two fields of signatures', 'malformed', { headers: twice(headersOf(ed25519), 'Signature') }],
  ['with two fields of inputs', 'malformed', { headers: twice(headersOf(ed25519), 'signature-input') }],
  ['with its label twice', 'malformed', input((text) => `${text}, ${text}`)],
  ['beside another of ours', 'malformed', input((text) => `${text}, ${text.replace('agent=', 'second=')}`)],
  ['that is a token', 'malformed', { headers: { ...headersOf(ed25519), Signature: 'agent=good' } }],
  ['in base64url', 'malformed', { headers: { ...headersOf(ed25519), Signature: 'agent=:_-_-:' } }],
  ['with a line folded', 'malformed', input((text) => text.replace(';nonce', '\r\n ;nonce'))],
  ['beside a JWS', 'malformed', { headers: { ...headersOf(ed25519), ...headersOf(EdDSA) } }],
];

describe('a signature of another time, by something else or in another form is refused with its reason:', () => {
  it.each(REFUSED)(
    '%s: %s',
    (_, reason, { headers = headersOf(ed25519), request = {}, key = ed25519.key, nowMs }) => {
      expect(judged(arrived(headers, request), key, nowMs)).toBe(reason);
    },
  );

  it('there are at least 35 of them, each once', () => {
    expect(new Set(REFUSED.map(([what]) => what)).size).toBe(REFUSED.length);
    expect(REFUSED.length).toBeGreaterThanOrEqual(35);
  });
});
