import { isIPv4 } from 'node:net';

const IPV6_BITS = 128;

/** The 32 or 128 bits of an address, as zeros and ones. `address` as `canonicalIp` writes it. */
export function addressBits(address: string): string {
  if (isIPv4(address)) return address.split('.').map(inBits(10, 8)).join('');
  const [before = '', after = ''] = address.split('::').map((half) => toGroups(half));
  return before + after.padStart(IPV6_BITS - before.length, '0');
}

function toGroups(half: string): string {
  return half === '' ? '' : half.split(':').map(inBits(16, 16)).join('');
}

function inBits(radix: number, size: number): (part: string) => string {
  return (part) => parseInt(part, radix).toString(2).padStart(size, '0');
}
