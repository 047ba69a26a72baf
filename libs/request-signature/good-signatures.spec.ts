import { createHash } from 'node:crypto';
import { LEAST, replaced, resigned } from './attempts';
import { presentedSignature } from './presented-signature';
import { verifyEvidence } from './signature-evidence';
import { arrived, BODY, headersOf, judged, NOW_MS, SIGNINGS } from './signed-example';
import type { Headers } from './signed-example';
import { verifySignature } from './verify-signature';

const { ed25519 } = SIGNINGS;

describe('a request as its agent signed it', () => {
  it.each(Object.entries(SIGNINGS))('is good: %s', (_, signing) => {
    expect(judged(arrived(headersOf(signing)), signing.key)).toBe('good');
  });

  it('is good with more covered than has to be, beside a signature of somebody else', () => {
    const { headers = {} } = resigned([...LEAST, '@authority', 'x-one'], {}, { 'X-One': '1' });
    const both = replaced(
      replaced(headers as Headers, 'Signature-Input', (text) => `proxy=("@method");keyid="p", ${text}`),
      'Signature',
      (text) => `proxy=:AAAA:, ${text}`,
    );
    expect(judged(arrived(both), ed25519.key)).toBe('good');
  });

  it('is good beside one that a proxy put into fields of its own, whatever its parameters hold', () => {
    const proxy = ['Signature-Input', 'cdn=("@method");keyid="a,b";created=1', 'Signature', 'cdn=:AAAA:'];
    const own = Object.entries(headersOf(ed25519)).flat();
    expect(judged(arrived([...proxy, ...own]), ed25519.key)).toBe('good');
    expect(judged(arrived([...own, ...proxy]), ed25519.key)).toBe('good');
    expect(judged(arrived(proxy), ed25519.key)).toBe('malformed');
  });

  it('is good with blanks where RFC 9651 allows them, and commas in its nonce', () => {
    const spaced = (text: string): string =>
      text.replace('("', '( "').replace('" "', '"   "').replace(';', '; ');
    expect(judged(arrived(replaced(headersOf(ed25519), 'Signature-Input', spaced)), ed25519.key)).toBe(
      'good',
    );
    const { headers = {} } = resigned(LEAST, { nonce: '"a,nonce,of,16,bytes"' });
    expect(judged(arrived(headers), ed25519.key)).toBe('good');
  });

  it.each([
    'constructor=:AAAA:',
    'md5=:AAAA:',
    'xsha-256=:AAAA:',
    'unixsum=1',
    'list=(1 2)',
    'x=:AAAA:;sha-512="sha-512=:AAAA:"',
  ])('is good with %s beside the digest, and can be checked again', (other) => {
    const digest = `sha-256=:${createHash('sha256').update(BODY).digest('base64')}:`;
    for (const line of [`${digest}, ${other}`, `${other}, ${digest}`]) {
      const { headers = {} } = resigned(LEAST, {}, { 'Content-Digest': line });
      const request = arrived(headers);
      const presented = presentedSignature(request.rawHeaders);
      if (presented === undefined) throw new Error('it is there');
      const { evidence } = verifySignature(presented, request, ed25519.key, NOW_MS);
      expect(verifyEvidence(evidence, ed25519.key)).toBe(true);
    }
  });

  it('is good within a minute of the clock, on either side', () => {
    const at = (nowMs: number): string => judged(arrived(headersOf(ed25519)), ed25519.key, nowMs);
    expect([at(NOW_MS - 60_000), at(NOW_MS + 179_999)]).toEqual(['good', 'good']);
    expect([at(NOW_MS - 60_001), at(NOW_MS + 180_000)]).toEqual(['not_yet_valid', 'expired']);
  });

  it('is absent where nothing is signed', () => {
    expect(judged(arrived({ 'Content-Digest': 'sha-256=:AAAA:' }), ed25519.key)).toBe('absent');
  });
});
