import { isIPv4 } from 'node:net';
import { normalizeIp } from '@nestjs/throttler';

const IPV6_PREFIX = 48;

/** Where an address is: its /24 in IPv4, its /48 in IPv6, which is about a site each. `address` as `canonicalIp` writes it. */
export function networkOf(address: string): string {
  if (isIPv4(address)) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
  const network = normalizeIp(address, IPV6_PREFIX);
  // Loopback stays as it is.
  return network.includes('/') ? network : `${network}/128`;
}
