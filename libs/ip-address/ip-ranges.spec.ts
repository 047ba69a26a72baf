import { canonicalCidr, IpRanges } from './ip-ranges';

describe('a range of addresses', () => {
  it.each([
    ['203.0.113.0/24', '203.0.113.0/24'],
    ['203.0.113.9', '203.0.113.9/32'],
    ['203.0.113.9/32', '203.0.113.9/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['128.0.0.0/1', '128.0.0.0/1'],
    ['2001:DB8:0:0::/32', '2001:db8::/32'],
    ['2001:db8::1', '2001:db8::1/128'],
    ['2001:db8:8000::/33', '2001:db8:8000::/33'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8/128'],
    ['::/0', '::/0'],
    ['::ffff:203.0.113.0/120', '203.0.113.0/24'],
    ['::ffff:cb00:7109', '203.0.113.9/32'],
    ['::ffff:0.0.0.0/96', '0.0.0.0/0'],
  ])('%s is written %s', (text, canonical) => {
    expect(canonicalCidr(text)).toBe(canonical);
  });

  it.each([
    ...['', '/', '/24', '203.0.113.0/', '203.0.113.0/33', '203.0.113.0/-1', '203.0.113.0/024'],
    ...['203.0.113.0/24/24', ' 203.0.113.0/24', '203.0.113/24', '203.0.113.256/32', '0313.0.113.0/24'],
    ...['203.0.113.0/255.255.255.0', 'example.com', '*', '2001:db8::/129', '2001:db8:::/32'],
    ...['fe80::1%eth0/128', '[::1]/128', '::ffff:0.0.0.0/95', '::ffff:203.0.113.0/121x'],
    ...['203.0.113.1/24', '203.0.113.128/24', '2001:db8:8000::/32', '::1/127', '::ffff:203.0.113.1/120'],
  ])('is not written %j', (text) => {
    expect(canonicalCidr(text)).toBeUndefined();
  });

  it.each([
    ['203.0.113.0/24', ['203.0.113.0', '203.0.113.255'], ['203.0.112.255', '203.0.114.0', '2001:db8::1']],
    ['203.0.113.9/32', ['203.0.113.9'], ['203.0.113.8', '203.0.113.10']],
    ['0.0.0.0/0', ['0.0.0.0', '255.255.255.255'], ['::', '::1', '2001:db8::1']],
    ['2001:db8::/33', ['2001:db8::', '2001:db8:7fff:ffff:ffff:ffff:ffff:ffff'], ['2001:db8:8000::']],
    ['2001:db8::1/128', ['2001:db8::1'], ['2001:db8::', '2001:db8::2']],
    ['::/0', ['::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'], ['0.0.0.0', '203.0.113.9']],
  ])('%s has its first and its last address, and none beside them', (cidr, inside, outside) => {
    const ranges = new IpRanges([cidr]);
    expect(inside.filter((address) => !ranges.has(address))).toEqual([]);
    expect(outside.filter((address) => ranges.has(address))).toEqual([]);
  });

  it('is one of several', () => {
    const ranges = new IpRanges(['10.0.0.0/8', '192.0.2.1/32', '2001:db8::/32']);
    expect(['10.9.8.7', '192.0.2.1', '2001:db8::9'].every((address) => ranges.has(address))).toBe(true);
    expect(['11.0.0.0', '192.0.2.2', '2001:db9::'].some((address) => ranges.has(address))).toBe(false);
    expect(new IpRanges([]).has('10.9.8.7')).toBe(false);
  });

  it('lets in who is inside, and everyone where there is none', () => {
    const ranges = new IpRanges(['10.0.0.0/8']);
    expect(['10.9.8.7', '192.0.2.1', '::1', null].map((address) => ranges.admits(address))).toEqual([
      ...[true, false, false, false],
    ]);
    expect([new IpRanges([]).admits('192.0.2.1'), new IpRanges([]).admits(null)]).toEqual([true, true]);
  });
});
