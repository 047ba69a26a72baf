import { IpRanges } from '@libs/ip-address/ip-ranges';
import { SafeFetch } from '@libs/safe-fetch/safe-fetch';
import { SPECIAL_RANGES } from '@libs/safe-fetch/special-ranges';
import fc from 'fast-check';
import { ipv4Encodings, wrappedIpv4 } from './encodings';
import { FORBIDDEN_HOSTS, FORBIDDEN_URLS, PUBLIC_HOSTS } from './hosts';
import { socketsOf } from './sockets';

const EMPTY = { headers: {}, body: Buffer.alloc(0) };
const IPV4_RANGES = SPECIAL_RANGES.filter(({ cidr }) => !cidr.includes(':'));
const urlOf = (host: string): string => `https://${host}/hook`;

/** Nobody here ever connects: what is allowed is only judged. */
describe('URLs that strangers give', () => {
  let fetch: SafeFetch;
  beforeAll(() => {
    fetch = new SafeFetch({ allowTargets: new IpRanges([]) });
  });
  afterAll(() => fetch.close());

  const refusal = async (url: string): Promise<string | undefined> => {
    const code = await fetch.post(url, EMPTY).catch((error: unknown) => (error as { code?: string }).code);
    const name = await fetch.judge(url).catch((error: unknown) => (error as Error).name);
    return code === 'unsafe_url' && name === 'UnsafeUrlError'
      ? 'refused'
      : `${JSON.stringify(code)}, ${String(name)}`;
  };
  const isPublic = (host: string): Promise<boolean> =>
    fetch.judge(urlOf(host)).then(
      () => true,
      () => false,
    );

  it('are refused if they lead where strangers must not go, before any socket is opened', async () => {
    const urls = [
      ...FORBIDDEN_HOSTS.flatMap((host) => [urlOf(host), `https://${host}:8443/`]),
      ...FORBIDDEN_URLS,
    ];
    const refusals = new Map<string, string | undefined>();
    const sockets = await socketsOf(async () => {
      for (const url of urls) refusals.set(url, await refusal(url));
    });
    expect([...refusals].filter(([, how]) => how !== 'refused')).toEqual([]);
    expect(sockets).toBe(0);
  });

  it('are allowed if they are public', async () => {
    const refused = [];
    for (const host of PUBLIC_HOSTS) if (!(await isPublic(host))) refused.push(host);
    expect(refused).toEqual([]);
  });

  it('are judged alike however an address is written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.ipV4(), async (address) => {
        const verdicts = await Promise.all(ipv4Encodings(address).map(isPublic));
        expect(new Set(verdicts).size).toBe(1);
        expect(verdicts[0]).toBe(await isPublic(`[64:ff9b::${address}]`));
      }),
      { numRuns: 200 },
    );
  });

  it('never get through to an address of a forbidden range, in any encoding or wrapping', async () => {
    const forbidden = fc.constantFrom(...IPV4_RANGES).chain(({ cidr }) => {
      const [first = '', prefix] = cidr.split('/');
      const [a = 0, b = 0, c = 0, d = 0] = first.split('.').map(Number);
      const least = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
      return fc
        .integer({ min: 0, max: 2 ** (32 - Number(prefix)) - 1 })
        .map((offset) => [24, 16, 8, 0].map((shift) => ((least + offset) >>> shift) & 255).join('.'));
    });
    await fc.assert(
      fc.asyncProperty(forbidden, async (address) => {
        const hosts = [...ipv4Encodings(address), ...wrappedIpv4(address)];
        const through = await Promise.all(hosts.map(async (host) => ((await isPublic(host)) ? host : [])));
        expect(through.flat()).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('may lead to an allowed address, over http and on any port too, and to no other', async () => {
    const allowing = new SafeFetch({ allowTargets: new IpRanges(['127.0.0.0/8', '10.1.2.3/32']) });
    const judged = (url: string): Promise<string> =>
      allowing.judge(url).then(
        () => 'allowed',
        (error: unknown) => (error as Error).message,
      );
    const allowed = [
      'http://127.0.0.1:3000/',
      'http://2130706433/',
      'https://localhost:22/',
      'https://10.1.2.3/',
    ];
    expect(await Promise.all([...allowed, 'https://8.8.8.8/'].map(judged))).toEqual(Array(5).fill('allowed'));
    expect(await judged('http://10.1.2.4/')).toBe('The host has an address that is not public: private use.');
    expect(await judged('https://[::1]/')).toBe('The host has an address that is not public: loopback.');
    expect(await judged('http://8.8.8.8/')).toBe('The URL must start with https://.');
    expect(await judged('https://8.8.8.8:22/')).toBe('The port must be one of 443, 8443.');
    await allowing.close();
  });
});
