import { headersOf, API_KEY, arrived, BODY, judged, SIGNINGS, TARGET } from './signed-example';
import type { Headers } from './signed-example';
import { input, LEAST, replaced, resigned, twice } from './attempts';
import type { Refused } from './attempts';

const { ed25519 } = SIGNINGS;

const REFUSED: Refused = [
  // What is covered.
  ['a signature of nothing', 'coverage_insufficient', resigned([])],
  ['of the authority alone', 'coverage_insufficient', resigned(['@authority'])],
  ['without the method', 'coverage_insufficient', resigned(LEAST.slice(1))],
  ['without the URL', 'coverage_insufficient', resigned(LEAST.filter((name) => name !== '@target-uri'))],
  [
    'of the path in the place of the URL',
    'coverage_insufficient',
    resigned(['@method', '@path', ...LEAST.slice(2)]),
  ],
  ['without the body', 'coverage_insufficient', resigned(LEAST.filter((name) => name !== 'content-digest'))],
  ['without the API key', 'coverage_insufficient', resigned(LEAST.slice(0, 3))],
  ['of a component twice', 'malformed', resigned([...LEAST, '@method'])],
  ['of a field that is not there', 'malformed', resigned([...LEAST, 'x-absent'])],
  [
    'of something of an answer',
    'malformed',
    input((text) => text.replace('"@method"', '"@method" "@status"')),
  ],
  [
    'of a component with a parameter',
    'malformed',
    input((text) => text.replace('"@method"', '"@method";req')),
  ],
  ['of a component that is a token', 'malformed', input((text) => text.replace('"@method"', 'method'))],
  [
    'of a field in capitals',
    'malformed',
    input((text) => text.replace('"content-digest"', '"content-digest" "Content-Digest"')),
  ],
  [
    'of a field that is there twice',
    'malformed',
    {
      headers: twice(
        { ...(resigned([...LEAST, 'x-one'], {}, { 'X-One': '1' }).headers as Headers) },
        'X-One',
        '2',
      ),
    },
  ],
  // What it was changed to.
  ['of another method', 'signature_mismatch', { request: { method: 'PUT' } }],
  ['of a method in other letters', 'signature_mismatch', { request: { method: 'post' } }],
  [
    'of another path',
    'signature_mismatch',
    { request: { targetUri: TARGET.replace('evaluations', 'outcomes') } },
  ],
  ['of a path in capitals', 'signature_mismatch', { request: { targetUri: TARGET.replace('/v1', '/V1') } }],
  [
    'of a path with a slash more',
    'signature_mismatch',
    { request: { targetUri: TARGET.replace('/v1', '//v1') } },
  ],
  [
    'of a path with a dot segment',
    'signature_mismatch',
    { request: { targetUri: TARGET.replace('/v1', '/./v1') } },
  ],
  [
    'of a query spelled otherwise',
    'signature_mismatch',
    { request: { targetUri: TARGET.replace('%7E', '~') } },
  ],
  [
    'of a query spelled in small letters',
    'signature_mismatch',
    { request: { targetUri: TARGET.replace('%7E', '%7e') } },
  ],
  ['of a query with one thing more', 'signature_mismatch', { request: { targetUri: `${TARGET}&c=1` } }],
  ['of no query', 'signature_mismatch', { request: { targetUri: TARGET.replace(/\?.*/, '') } }],
  ['of another host', 'signature_mismatch', { request: { targetUri: TARGET.replace('api.', 'test.') } }],
  ['of another scheme', 'signature_mismatch', { request: { targetUri: TARGET.replace('https', 'http') } }],
  [
    'of a URL whose letters have the same low bytes',
    'malformed',
    { request: { targetUri: TARGET.replace('/v1', '/\u0176\u0131') } },
  ],
  [
    'of another body',
    'digest_mismatch',
    { request: { body: Buffer.from('{"transactionId":"order-1","amount":25}') } },
  ],
  [
    'of the same JSON in other bytes',
    'digest_mismatch',
    { request: { body: Buffer.from(`${BODY.toString()} `) } },
  ],
  ['of no body', 'digest_mismatch', { request: { body: Buffer.alloc(0) } }],
  [
    'whose digest was changed with the body',
    'signature_mismatch',
    {
      headers: {
        ...headersOf(ed25519),
        'Content-Digest': headersOf(ed25519, { body: Buffer.from('{}') })['Content-Digest'] ?? '',
      },
      request: { body: Buffer.from('{}') },
    },
  ],
  [
    'with a second digest that lies',
    'digest_mismatch',
    { headers: replaced(headersOf(ed25519), 'Content-Digest', (value) => `${value}, sha-512=:AAAA:`) },
  ],
  [
    'with a digest of MD5 alone',
    'malformed',
    { headers: { ...headersOf(ed25519), 'Content-Digest': 'md5=:AAAA:' } },
  ],
  [
    'with a digest of what every object has',
    'malformed',
    { headers: { ...headersOf(ed25519), 'Content-Digest': 'constructor=:AAAA:' } },
  ],
  [
    'with a digest that is text',
    'malformed',
    { headers: { ...headersOf(ed25519), 'Content-Digest': 'sha-256="AAAA"' } },
  ],
  [
    'with a digest twice in its field',
    'malformed',
    { headers: replaced(headersOf(ed25519), 'Content-Digest', (value) => `${value}, ${value}`) },
  ],
  ['with two fields of digests', 'malformed', { headers: twice(headersOf(ed25519), 'Content-Digest') }],
  ['with no digest', 'malformed', { headers: { ...headersOf(ed25519), 'Content-Digest': '' } }],
  [
    'of another API key',
    'key_binding_mismatch',
    { headers: headersOf(ed25519, { apiKey: `${API_KEY}-of-another` }) },
  ],
  [
    'that was moved to another API key',
    'key_binding_mismatch',
    { request: { apiKeyDigest: Buffer.alloc(32, 1) } },
  ],
  [
    'whose digest of the API key was changed',
    'signature_mismatch',
    {
      headers: {
        ...headersOf(ed25519),
        'Api-Key-Digest': `sha-256=:${Buffer.alloc(32, 1).toString('base64')}:`,
      },
      request: { apiKeyDigest: Buffer.alloc(32, 1) },
    },
  ],
  [
    'beside two API keys',
    'malformed',
    {
      headers: [
        ...['Authorization', 'Bearer one', 'authorization', 'Bearer two'],
        ...Object.entries(headersOf(ed25519)).flat(),
      ],
    },
  ],
  ['with two digests of API keys', 'malformed', { headers: twice(headersOf(ed25519), 'Api-Key-Digest') }],
  [
    'with a digest of the API key of another kind',
    'malformed',
    { headers: { ...headersOf(ed25519), 'Api-Key-Digest': 'sha-512=:AAAA:' } },
  ],
];

describe('a signature that covers too little, or something else, is refused with its reason:', () => {
  it.each(REFUSED)(
    '%s: %s',
    (_, reason, { headers = headersOf(ed25519), request = {}, key = ed25519.key, nowMs }) => {
      expect(judged(arrived(headers, request), key, nowMs)).toBe(reason);
    },
  );

  it('there are at least 40 of them, each once', () => {
    expect(new Set(REFUSED.map(([what]) => what)).size).toBe(REFUSED.length);
    expect(REFUSED.length).toBeGreaterThanOrEqual(40);
  });
});
