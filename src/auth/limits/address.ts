import { originOf } from '@libs/http/origin';
import { normalizeIp } from '@nestjs/throttler';
import type { Request } from 'express';

/** Whoever has an IPv6 address has a whole /64 of them. */
const IPV6_PREFIX = 64;

const ADDRESS = Symbol('address');
type Addressed = Request & { [ADDRESS]?: string };

/** Who is counted as one address: an IPv4 address or an IPv6 network. What came from nowhere is one of them, too. */
export function addressOf(request: Request): string {
  const addressed: Addressed = request;
  const address = addressed[ADDRESS] ?? toAddress(originOf(request).network);
  addressed[ADDRESS] = address;
  return address;
}

function toAddress(network: string | null): string {
  return network === null ? 'unknown' : normalizeIp(network, IPV6_PREFIX);
}
