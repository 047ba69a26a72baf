import { isIPv4 } from 'node:net';
import { addressBits } from '@libs/ip-address/address-bits';
import { IpRanges } from '@libs/ip-address/ip-ranges';
import { SPECIAL_RANGES } from './special-ranges';

const SPECIAL = SPECIAL_RANGES.map(({ cidr, use }) => ({ ranges: new IpRanges([cidr]), use }));
/** What IANA has given out for the IPv6 internet so far (RFC 4291). */
const GLOBAL_IPV6 = new IpRanges(['2000::/3']);
/** RFC 6052: the last 32 bits are the IPv4 address that the packet ends at. */
const NAT64 = new IpRanges(['64:ff9b::/96']);
/** RFC 5214: the lower half of an address under any prefix that leads to the IPv4 address in its last 32 bits. */
const ISATAP = /^.{64}000000[01]0{9}0101111011111110/;
const EMBEDDED_AT_BIT = 96;

/**
 * Why no stranger may have us connect to `address` (as `canonicalIp` writes it): what it is used for. Undefined if it
 * is a public one. An address that only wraps an IPv4 address is judged as that one where the wrapping is public
 * (NAT64), and refused otherwise.
 */
export function forbiddenUse(address: string): string | undefined {
  const special = SPECIAL.find(({ ranges }) => ranges.has(address));
  if (special !== undefined) return special.use;
  return isIPv4(address) ? undefined : forbiddenIpv6Use(address);
}

function forbiddenIpv6Use(address: string): string | undefined {
  const bits = addressBits(address);
  if (NAT64.has(address)) return forbiddenUse(ipv4Of(bits.slice(EMBEDDED_AT_BIT)));
  if (!GLOBAL_IPV6.has(address)) return 'not given out';
  return ISATAP.test(bits) ? 'a tunnel into an IPv4 network (ISATAP)' : undefined;
}

function ipv4Of(bits: string): string {
  return (bits.match(/.{8}/g) ?? []).map((octet) => parseInt(octet, 2)).join('.');
}
