import { canonicalIp } from './canonical-ip';

describe('canonicalIp', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8::1', '2001:db8::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:0db8:0000::0001', '2001:db8::1'],
    ['::1', '::1'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:cb00:7109', '203.0.113.9'],
    ['::ffff:0:1', '0.0.0.1'],
    ['64:ff9b::203.0.113.9', '64:ff9b::cb00:7109'],
  ])('writes %s as %s', (text, canonical) => {
    expect(canonicalIp(text)).toBe(canonical);
  });

  it.each([
    '',
    'unknown',
    '203.0.113',
    '203.0.113.09',
    '203.0.113.9:443',
    'fe80::1%eth0',
    '[::1]',
    '1::2::3',
  ])('knows that "%s" is no address', (text) => {
    expect(canonicalIp(text)).toBeUndefined();
  });
});
