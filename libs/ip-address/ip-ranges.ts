import { BlockList, isIPv4 } from 'node:net';
import { addressBits } from './address-bits';
import { canonicalIp } from './canonical-ip';

/** What stands before the IPv4 address in an IPv4-mapped one. */
const MAPPED_BITS = 96;
const ADDRESS_AND_PREFIX = /^([^/]+)(?:\/(0|[1-9]\d{0,2}))?$/;

/**
 * One text for each range of addresses, as CIDR writes it: the address as `canonicalIp` does, and IPv4-mapped IPv6
 * (`::ffff:203.0.113.0/120`) as IPv4. An address alone is a range of one. Undefined if the text is no range; bits that
 * are set behind the prefix make it none: what was meant is unclear.
 */
export function canonicalCidr(text: string): string | undefined {
  const [, written = '', prefix] = ADDRESS_AND_PREFIX.exec(text) ?? [];
  const address = canonicalIp(written);
  if (address === undefined) return undefined;
  const bits = addressBits(address);
  // A prefix counts the bits of the address as it is written.
  const isMapped = isIPv4(address) && !isIPv4(written);
  const length = prefix === undefined ? bits.length : Number(prefix) - (isMapped ? MAPPED_BITS : 0);
  return isPrefixOf(bits, length) ? `${address}/${length}` : undefined;
}

/** Ranges of addresses, compared by family: no IPv6 range, not even `::/0`, holds an IPv4 address. */
export class IpRanges {
  private readonly byFamily = new Map<Family, BlockList>();

  /** As `canonicalCidr` writes them. */
  constructor(readonly cidrs: readonly string[]) {
    for (const cidr of cidrs) {
      const [address = '', prefix] = cidr.split('/');
      const family = familyOf(address);
      const ranges = this.byFamily.get(family) ?? new BlockList();
      ranges.addSubnet(address, Number(prefix), family);
      this.byFamily.set(family, ranges);
    }
  }

  /** `address` as `canonicalIp` writes it. */
  has(address: string): boolean {
    const family = familyOf(address);
    return this.byFamily.get(family)?.check(address, family) === true;
  }

  /** As a list of who may enter: no range at all lets everyone in, a range nobody whose address is unknown (null). */
  admits(address: string | null): boolean {
    return this.cidrs.length === 0 || (address !== null && this.has(address));
  }
}

type Family = 'ipv4' | 'ipv6';

function familyOf(address: string): Family {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}

function isPrefixOf(bits: string, length: number): boolean {
  return length >= 0 && length <= bits.length && !bits.slice(length).includes('1');
}
