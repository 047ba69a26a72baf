import { Resolver } from 'node:dns/promises';
import type { IpRanges } from '@libs/ip-address/ip-ranges';
import { Exchange } from './exchange';
import type { Answer } from './exchange';
import type { NameResolver } from './host-addresses';
import { SAFE_FETCH_LIMITS } from './limits';
import type { SafeFetchLimits } from './limits';
import { OriginPools } from './origin-pools';
import { pinnedConnector } from './pinned-connector';
import { SendError, UnsafeUrlError } from './send-error';
import { answerFault, SendFault } from './send-fault';
import { parseTarget } from './target';
import { TargetJudge } from './target-judge';

const DNS_TRIES = 2;

export interface SafeFetchOptions {
  /** Addresses besides the public ones, which may be reached over http and on any port too. */
  readonly allowTargets: IpRanges;
  readonly limits?: Partial<SafeFetchLimits>;
  /** Default: the machine's name servers. */
  readonly resolver?: NameResolver;
}

export interface SafeAnswer extends Answer {
  /** From the call to the end of the answer. */
  readonly durationMs: number;
}

/**
 * Posts to URLs that strangers gave, without being led to where they can't go themselves, and without letting one of
 * them have more of our time and memory than the limits say. Follows no redirect and heeds no proxy.
 */
export class SafeFetch {
  private readonly limits: SafeFetchLimits;
  private readonly targets: TargetJudge;
  private readonly pools: OriginPools;

  constructor({ allowTargets, limits, resolver }: SafeFetchOptions) {
    this.limits = { ...SAFE_FETCH_LIMITS, ...limits };
    const { dnsMs, connectMs } = this.limits;
    const names = resolver ?? new Resolver({ timeout: Math.ceil(dnsMs / DNS_TRIES), tries: DNS_TRIES });
    this.targets = new TargetJudge(allowTargets, names, dnsMs);
    this.pools = new OriginPools(pinnedConnector(this.targets, connectMs), this.limits);
  }

  /** Any answer is one, whatever its status. Throws a SendError if there is none. */
  async post(
    url: string,
    { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer },
  ): Promise<SafeAnswer> {
    const startedAtMs = performance.now();
    try {
      const { origin, path } = parseTarget(url);
      const exchange = new Exchange(this.limits);
      this.pools.of(origin).dispatch({ method: 'POST', path, headers, body }, exchange);
      const answer = await exchange.answer;
      return { ...answer, durationMs: performance.now() - startedAtMs };
    } catch (error) {
      const { code, message } = answerFault(error);
      throw new SendError(code, message, performance.now() - startedAtMs);
    }
  }

  /**
   * Whether `post` may connect, as it looks now. Throws an UnsafeUrlError with a reason that a person can read. A name
   * that has no address just now passes: it may get one, which `post` judges.
   */
  async judge(url: string): Promise<void> {
    try {
      await this.targets.addresses(parseTarget(url).host);
    } catch (error) {
      if (!(error instanceof SendFault)) throw error;
      if (error.code === 'unsafe_url') throw new UnsafeUrlError(error.message);
    }
  }

  /** Requests under way are finished; no new ones may be made. */
  async close(): Promise<void> {
    await this.pools.close();
  }
}
