import type { IpRanges } from '@libs/ip-address/ip-ranges';
import { forbiddenUse } from './address-verdict';
import { hostAddresses } from './host-addresses';
import type { NameResolver } from './host-addresses';
import { narrowness, unsafe } from './target';
import type { TargetHost } from './target';

/** Happy eyeballs try one after another: a host with more is tried at these. */
const MAX_ADDRESSES = 8;
const LOOPBACK = ['127.0.0.1', '::1'];
/** RFC 6761: these are this machine, and no name server is asked. */
const LOCALHOST = /^(?:.+\.)?localhost$/;

/** Says where a connection may go. Allowed targets may be reached over http and on any port as well. */
export class TargetJudge {
  constructor(
    private readonly allowed: IpRanges,
    private readonly resolver: NameResolver,
    private readonly dnsMs: number,
  ) {}

  /**
   * The addresses that may be connected to, after every address of the host was judged: one that is forbidden refuses
   * them all, since who answers with a forbidden one beside a public one wants us there.
   * Throws a SendFault `unsafe_url` or `dns_failed`.
   */
  async addresses(host: TargetHost): Promise<readonly string[]> {
    const narrow = narrowness(host);
    if (narrow !== undefined && this.allowed.cidrs.length === 0) throw unsafe(narrow);
    const addresses = LOCALHOST.test(host.hostname)
      ? this.ownLoopback()
      : await hostAddresses(host.hostname, this.resolver, this.dnsMs);
    const others = addresses.filter((address) => !this.allowed.has(address));
    for (const address of others) {
      const use = forbiddenUse(address);
      if (use !== undefined) throw unsafe(`The host has an address that is not public: ${use}.`);
    }
    if (narrow !== undefined && others.length > 0) throw unsafe(narrow);
    return addresses.slice(0, MAX_ADDRESSES);
  }

  /** Of the two loopback addresses whichever is allowed: whoever allows one need not know of the other. */
  private ownLoopback(): readonly string[] {
    const allowed = LOOPBACK.filter((address) => this.allowed.has(address));
    return allowed.length > 0 ? allowed : LOOPBACK;
  }
}
