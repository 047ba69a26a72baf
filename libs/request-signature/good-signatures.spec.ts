import { LEAST, replaced, resigned } from './attempts';
import { arrived, headersOf, judged, NOW_MS, SIGNINGS } from './signed-example';
import type { Headers } from './signed-example';

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

  it('is good within a minute of the clock, on either side', () => {
    const at = (nowMs: number): string => judged(arrived(headersOf(ed25519)), ed25519.key, nowMs);
    expect([at(NOW_MS - 60_000), at(NOW_MS + 179_999)]).toEqual(['good', 'good']);
    expect([at(NOW_MS - 60_001), at(NOW_MS + 180_000)]).toEqual(['not_yet_valid', 'expired']);
  });

  it('is absent where nothing is signed', () => {
    expect(judged(arrived({ 'Content-Digest': 'sha-256=:AAAA:' }), ed25519.key)).toBe('absent');
  });
});
