import { addressBits } from '@libs/ip-address/address-bits';
import { canonicalIp } from '@libs/ip-address/canonical-ip';
import fc from 'fast-check';
import { forbiddenUse } from './address-verdict';
import { SPECIAL_RANGES } from './special-ranges';

const judged = (text: string): string | undefined => {
  const address = canonicalIp(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return forbiddenUse(address);
};

/** The registries of IANA, entry by entry, as first and last addresses; and what is ours to add. */
const REGISTRIES = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.0.0', '192.0.0.7'],
  ['192.0.0.8', '192.0.0.10'],
  ['192.0.0.170', '192.0.0.171'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.31.196.0', '192.31.196.255'],
  ['192.52.193.0', '192.52.193.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.88.99.2', '192.88.99.2'],
  ['192.168.0.0', '192.168.255.255'],
  ['192.175.48.0', '192.175.48.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '239.255.255.255'],
  ['240.0.0.0', '255.255.255.255'],
  ['168.63.129.16', '168.63.129.16'],
  ['::', '::1'],
  ['::', '::ffff:ffff'],
  ['::ffff:0:0:0', '::ffff:0:ffff:ffff'],
  ['64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff'],
  ['100::', '100::ffff:ffff:ffff:ffff'],
  ['100:0:0:1::', '100::1:ffff:ffff:ffff:ffff'],
  ['2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001::', '2001:0:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:1::1', '2001:1::3'],
  ['2001:2::', '2001:2:0:ffff:ffff:ffff:ffff:ffff'],
  ['2001:3::', '2001:3:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:4:112::', '2001:4:112:ffff:ffff:ffff:ffff:ffff'],
  ['2001:10::', '2001:1f:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:20::', '2001:2f:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:30::', '2001:3f:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['2620:4f:8000::', '2620:4f:8000:ffff:ffff:ffff:ffff:ffff'],
  ['3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['5f00::', '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['fec0::', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
] as const;

function toText(value: bigint, bits: number): string {
  const all = BigInt.asUintN(bits, value)
    .toString(16)
    .padStart(bits / 4, '0');
  const parts = all.match(bits === 32 ? /../g : /..../g) ?? [];
  return bits === 32 ? parts.map((part) => parseInt(part, 16)).join('.') : parts.join(':');
}

const valueOf = (address: string): bigint => BigInt(`0b${addressBits(address)}`);
const IPV4_REGISTRY = REGISTRIES.filter(([first]) => !first.includes(':'));

describe('an address that strangers must not have us connect to', () => {
  it.each(REGISTRIES)('is the first and the last one of %s to %s, and any between', (first, last) => {
    expect([first, last].map(judged)).toEqual([expect.any(String), expect.any(String)]);
    const [least, most, bits] = [valueOf(first), valueOf(last), addressBits(first).length];
    fc.assert(
      fc.property(fc.bigInt({ min: least, max: most }), (value) => judged(toText(value, bits)) !== undefined),
    );
  });

  it('is one of each range of ours, and each of those is in the registries', () => {
    const all = SPECIAL_RANGES.map(({ cidr }) => cidr.split('/')[0] ?? '');
    expect(all.filter((first) => judged(first) === undefined)).toEqual([]);
    expect(all.filter((first) => !REGISTRIES.some(([registered]) => registered === first))).toEqual(['::1']);
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

  it('is an IPv4 address exactly where it is in a registry', () => {
    const inRegistry = (address: string): boolean =>
      IPV4_REGISTRY.some(
        ([first, last]) => valueOf(first) <= valueOf(address) && valueOf(address) <= valueOf(last),
      );
    fc.assert(
      fc.property(fc.ipV4(), (address) => (forbiddenUse(address) !== undefined) === inRegistry(address)),
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
