import fc from 'fast-check';
import { addressBits } from '@libs/ip-address/address-bits';
import { canonicalIp } from '@libs/ip-address/canonical-ip';
import { IpRanges } from '@libs/ip-address/ip-ranges';
import { forbiddenUse } from './address-verdict';
import { SPECIAL_RANGES } from './special-ranges';

const judged = (text: string): string | undefined => {
  const address = canonicalIp(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return forbiddenUse(address);
};

/** First and last address of a range, and those beside it. */
function edgesOf(cidr: string): { first: string; last: string; before: string; after: string } {
  const [address = '', prefix] = cidr.split('/');
  const bits = addressBits(address);
  const first = BigInt(`0b${bits}`);
  const last = first + (1n << BigInt(bits.length - Number(prefix))) - 1n;
  const text = (value: bigint): string => toText(value, bits.length);
  return { first: text(first), last: text(last), before: text(first - 1n), after: text(last + 1n) };
}

function toText(value: bigint, bits: number): string {
  const all = BigInt.asUintN(bits, value)
    .toString(16)
    .padStart(bits / 4, '0');
  const parts = all.match(bits === 32 ? /../g : /..../g) ?? [];
  return bits === 32 ? parts.map((part) => parseInt(part, 16)).join('.') : parts.join(':');
}

const V4 = SPECIAL_RANGES.filter(({ cidr }) => !cidr.includes(':')).map(({ cidr }) => cidr);
const isV4Special = new IpRanges(V4);

describe('an address that strangers must not have us connect to', () => {
  it.each(SPECIAL_RANGES)('is the first and the last one of $cidr ($use)', ({ cidr }) => {
    const { first, last } = edgesOf(cidr);
    expect([first, last].map(judged)).toEqual([expect.any(String), expect.any(String)]);
  });

  // What stands right beside a range is public, but where another range or the end of the public space is there.
  it.each([
    ...['9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
    ...['168.63.129.15', '168.63.129.17', '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0'],
    ...['191.255.255.255', '192.0.1.0', '192.0.1.255', '192.0.3.0', '192.31.195.255', '192.31.197.0'],
    ...['192.52.192.255', '192.52.194.0', '192.88.98.255', '192.88.100.0', '192.167.255.255', '192.169.0.0'],
    ...['192.175.47.255', '192.175.49.0', '198.17.255.255', '198.20.0.0', '198.51.99.255', '198.51.101.0'],
    ...['203.0.112.255', '203.0.114.0', '223.255.255.255', '1.0.0.0', '8.8.8.8'],
    ...['2001:200::', '2001:db7:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db9::', '2003::', '2000::'],
    ...['2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2620:4f:7fff:ffff:ffff:ffff:ffff:ffff', '2620:4f:8001::'],
    ...['3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '3fff:1000::', '3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ...['2606:4700:4700::1111', '2a00:1450:4001:80b::200e'],
  ])('is not %s', (address) => {
    expect(judged(address)).toBeUndefined();
  });

  it('is every IPv6 address outside 2000::/3', () => {
    const outside = [
      '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
      '4000::',
      '4000::1',
      '::2:0:0:0:1',
      '8000::',
      'fbff::',
    ];
    expect(outside.filter((address) => judged(address) === undefined)).toEqual([]);
  });

  it.each([
    ['64:ff9b::8.8.8.8', undefined],
    ['64:ff9b::127.0.0.1', 'loopback'],
    ['64:ff9b::169.254.169.254', 'link-local'],
    ['64:ff9b::a00:1', 'private use'],
    ['64:ff9b::168.63.129.16', "a cloud's own service (Azure)"],
    ['64:ff9b:0:0:0:1:808:808', 'not given out'],
    ['64:ff9b:1::8.8.8.8', 'local NAT64'],
    ['::ffff:8.8.8.8', undefined],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['::ffff:0:127.0.0.1', 'IPv4-translated'],
    ['::ffff:0:8.8.8.8', 'IPv4-translated'],
    ['::127.0.0.1', 'IPv4-compatible'],
    ['::8.8.8.8', 'IPv4-compatible'],
    ['2002:7f00:1::', '6to4'],
    ['2002:808:808::1', '6to4'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'protocol assignments (Teredo, benchmarks, ORCHID)'],
    ['::5efe:127.0.0.1', 'not given out'],
    ['fe80::5efe:127.0.0.1', 'link-local'],
    ['2a00:1450::5efe:127.0.0.1', 'a tunnel into an IPv4 network (ISATAP)'],
    ['2a00:1450:1:2:200:5efe:8.8.8.8', 'a tunnel into an IPv4 network (ISATAP)'],
    ['2a00:1450:1:2:100:5efe:8.8.8.8', undefined],
    ['2a00:1450:1:2:0:5eff:8.8.8.8', undefined],
  ])('is what %s wraps: %s', (address, use) => {
    expect(judged(address)).toBe(use);
  });

  it('is always one inside a special range, and an IPv4 address is public exactly outside of them', () => {
    const inSpecial = fc.constantFrom(...SPECIAL_RANGES).chain(({ cidr }) => {
      const [address = '', prefix] = cidr.split('/');
      const bits = addressBits(address);
      const free = bits.length - Number(prefix);
      return fc
        .bigInt({ min: 0n, max: (1n << BigInt(free)) - 1n })
        .map((offset) => toText(BigInt(`0b${bits}`) + offset, bits.length));
    });
    fc.assert(
      fc.property(inSpecial, (address) => judged(address) !== undefined),
      { numRuns: 5_000 },
    );
    fc.assert(
      fc.property(fc.ipV4(), (address) => (forbiddenUse(address) !== undefined) === isV4Special.has(address)),
      { numRuns: 2_000 },
    );
  });

  it('is the same whichever public wrapping an IPv4 address has, and always one in another wrapping', () => {
    const hex = (address: string): string => toText(BigInt(`0b${addressBits(address)}`), 128).slice(-9);
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const use = forbiddenUse(address);
        const same = [`::ffff:${hex(address)}`, `64:ff9b::${hex(address)}`].map(judged);
        const never = [`::${hex(address)}`, `2002:${hex(address)}::1`, `2a00::5efe:${hex(address)}`].map(
          judged,
        );
        return same.every((each) => each === use) && !never.includes(undefined);
      }),
    );
  });
});
