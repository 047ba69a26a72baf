import { isIP } from 'node:net';

const IPV4_MAPPED = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/;

/**
 * One text for each address: IPv6 as RFC 5952 writes it, and an IPv4-mapped one (`::ffff:203.0.113.9`, what a socket
 * of both families calls an IPv4 peer) as IPv4. Undefined if the text is no address; a zone (`%eth0`) makes it none.
 */
export function canonicalIp(text: string): string | undefined {
  const family = text.includes('%') ? 0 : isIP(text);
  if (family !== 6) return family === 4 ? text : undefined;
  const ipv6 = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [, high, low] = IPV4_MAPPED.exec(ipv6) ?? [];
  return high === undefined || low === undefined ? ipv6 : [...bytesOf(high), ...bytesOf(low)].join('.');
}

function bytesOf(group: string): [number, number] {
  const value = parseInt(group, 16);
  return [value >> 8, value & 0xff];
}
