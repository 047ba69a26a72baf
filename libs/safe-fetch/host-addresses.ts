import { isIP } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { canonicalIp } from '@libs/ip-address/canonical-ip';
import { SendFault } from './send-fault';

/** What `dns.promises.Resolver` does: asks name servers, not the machine's own files. Rejects as that does. */
export interface NameResolver {
  resolve4(name: string): Promise<string[]>;
  resolve6(name: string): Promise<string[]>;
}

/** The name servers have answered: there is none. */
const NO_SUCH = ['ENODATA', 'ENOTFOUND', 'EBADNAME'];

type Answer = readonly string[] | 'silent';

/**
 * Every address of a host, as `canonicalIp` writes them; at least one. Names are asked for once, of both families; if
 * one family's servers are silent until `timeoutMs` is over, the other's addresses are all there are.
 * Throws a SendFault `dns_failed`.
 */
export async function hostAddresses(
  hostname: string,
  resolver: NameResolver,
  timeoutMs: number,
): Promise<readonly string[]> {
  if (isIP(hostname) !== 0) return canonical([hostname]);
  const timer = new AbortController();
  const late = wait(timeoutMs, 'silent' as const, { signal: timer.signal, ref: false }).catch(
    () => 'silent' as const,
  );
  const families = [resolver.resolve4(hostname), resolver.resolve6(hostname)].map(toAnswer);
  const answers = await Promise.all(families.map((family) => Promise.race([family, late])));
  timer.abort();
  const addresses = canonical(answers.flatMap((answer) => (answer === 'silent' ? [] : answer)));
  if (addresses.length > 0) return addresses;
  throw new SendFault(
    'dns_failed',
    answers.includes('silent')
      ? "The name servers gave no answer about the host's name."
      : "The host's name has no address.",
  );
}

async function toAnswer(family: Promise<string[]>): Promise<Answer> {
  try {
    return await family;
  } catch (error) {
    return NO_SUCH.includes((error as NodeJS.ErrnoException).code ?? '') ? [] : 'silent';
  }
}

function canonical(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses.flatMap((address) => canonicalIp(address) ?? []))];
}
