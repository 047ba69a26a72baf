import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { IpRanges } from '@libs/ip-address/ip-ranges';
import { SafeFetch } from '@libs/safe-fetch/safe-fetch';
import { SPECIAL_RANGES } from '@libs/safe-fetch/special-ranges';
import fc from 'fast-check';
import { DnsServer } from './dns-server';
import { socketsOf } from './sockets';

const EMPTY = { headers: {}, body: Buffer.alloc(0) };
const PUBLIC = ['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '64:ff9b::808:808'];
const FIRST_OF_RANGES = SPECIAL_RANGES.map(({ cidr }) => cidr.split('/')[0] ?? '');

describe('names that strangers give', () => {
  let dns: DnsServer;
  let fetch: SafeFetch;
  beforeEach(async () => {
    dns = await DnsServer.start();
    fetch = new SafeFetch({ allowTargets: new IpRanges([]), resolver: dns.resolver() });
  });
  afterEach(async () => {
    await fetch.close();
    dns.stop();
  });

  const judged = (url = 'https://hook.example/'): Promise<string> =>
    fetch.judge(url).then(
      () => 'allowed',
      (error: unknown) => (error as Error).message,
    );
  const code = (url = 'https://hook.example/'): Promise<unknown> =>
    fetch.post(url, EMPTY).catch((error: unknown) => (error as { code?: string }).code);

  it('are allowed if every address is public', async () => {
    dns.zone = () => PUBLIC;
    expect(await judged()).toBe('allowed');
    expect([...dns.asked].sort()).toEqual(['A hook.example', 'AAAA hook.example']);
  });

  it('are refused if any address is not, wherever it stands among how many', async () => {
    const answers = fc.tuple(
      fc.array(fc.constantFrom(...PUBLIC), { maxLength: 20 }),
      fc.constantFrom(...FIRST_OF_RANGES),
      fc.array(fc.constantFrom(...PUBLIC), { maxLength: 20 }),
    );
    const sockets = await socketsOf(() =>
      fc.assert(
        fc.asyncProperty(answers, async ([before, forbidden, after]) => {
          dns.zone = () => [...before, forbidden, ...after];
          expect(await judged()).toContain('The host has an address that is not public');
          expect(await code()).toBe('unsafe_url');
        }),
        { numRuns: 100 },
      ),
    );
    expect(sockets).toBe(0);
  });

  it('are refused if they are the alias of one that leads inside', async () => {
    dns.alias = 'internal.example';
    dns.zone = () => ['10.0.0.1'];
    expect(await judged()).toBe('The host has an address that is not public: private use.');
    dns.zone = () => ['8.8.8.8'];
    expect(await judged()).toBe('allowed');
  });

  it('of this machine are never asked for', async () => {
    dns.zone = () => ['8.8.8.8'];
    for (const host of ['localhost', 'a.localhost', 'LocalHost.']) {
      expect(await judged(`https://${host}/`)).toBe('The host has an address that is not public: loopback.');
    }
    expect(dns.asked).toEqual([]);
  });

  it('are not asked for where the URL is refused whatever they lead to', async () => {
    expect(await judged('http://hook.example/')).toBe('The URL must start with https://.');
    expect(await judged('https://hook.example:22/')).toBe('The port must be one of 443, 8443.');
    expect(dns.asked).toEqual([]);
  });

  it('are not completed with domains of ours', async () => {
    dns.zone = () => [];
    expect(await code('https://intranet/')).toBe('dns_failed');
    expect([...dns.asked].sort()).toEqual(['A intranet', 'AAAA intranet']);
  });

  it('without an address, and those of which nobody answers, are told apart from unsafe ones', async () => {
    dns.zone = () => [];
    expect(await code()).toBe('dns_failed');
    dns.zone = () => 'failure';
    expect(await code()).toBe('dns_failed');
    const hasty = new SafeFetch({
      ...{ allowTargets: new IpRanges([]), resolver: dns.resolver(), limits: { dnsMs: 50 } },
    });
    dns.zone = () => 'silent';
    await expect(hasty.post('https://hook.example/', EMPTY)).rejects.toMatchObject({ code: 'dns_failed' });
    await hasty.close();
  });
});

describe('a name that changes where it leads', () => {
  let dns: DnsServer;
  let fetch: SafeFetch;
  const servers: Server[] = [];
  let port: number;
  const seen: string[] = [];

  const listen = async (address: string, wanted: number): Promise<number> => {
    const server = createServer((request, response) => {
      seen.push(`${address} ${String(request.headers.host)}`);
      request.resume().once('end', () => response.end('ok'));
    });
    server.listen(wanted, address);
    await once(server, 'listening');
    servers.push(server);
    return (server.address() as AddressInfo).port;
  };

  // 127.0.0.2 stands for the public address that is answered first, 127.0.0.1 for what is behind the wall.
  beforeEach(async () => {
    dns = await DnsServer.start();
    port = await listen('127.0.0.2', 0);
    await listen('127.0.0.1', port);
    fetch = new SafeFetch({
      allowTargets: new IpRanges(['127.0.0.2/32']),
      resolver: dns.resolver(),
      limits: { connectionAgeMs: 1 },
    });
    seen.length = 0;
  });
  afterEach(async () => {
    await fetch.close();
    dns.stop();
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  it('gets no connection to the second address', async () => {
    const answers = [['127.0.0.2'], ['127.0.0.2'], ['127.0.0.1'], ['127.0.0.1']];
    dns.zone = (_name, type) => (type === 'A' ? (answers.shift() ?? ['127.0.0.1']) : []);
    const url = `http://rebound.example:${port}/`;
    await fetch.judge(url);
    const first = await fetch.post(url, EMPTY);
    expect(first).toMatchObject({ status: 200, body: 'ok' });
    await new Promise((resolve) => setTimeout(resolve, 10));
    await expect(fetch.post(url, EMPTY)).rejects.toMatchObject({ code: 'unsafe_url' });
    expect(seen).toEqual([`127.0.0.2 rebound.example:${port}`]);
  });

  it('is asked for once for each connection, and connected to as it was judged', async () => {
    let asked = 0;
    // Whoever asked a second time, after judging, would get the forbidden one.
    dns.zone = (_name, type) => {
      if (type === 'AAAA') return [];
      asked += 1;
      return asked % 2 === 1 ? ['127.0.0.2'] : ['127.0.0.1'];
    };
    const url = `http://rebound.example:${port}/`;
    expect(await fetch.post(url, EMPTY)).toMatchObject({ status: 200 });
    expect({ asked, seen }).toEqual({ asked: 1, seen: [`127.0.0.2 rebound.example:${port}`] });
  });

  it('may not add a forbidden address to the judged one', async () => {
    dns.zone = (_name, type) => (type === 'A' ? ['127.0.0.2'] : ['::1']);
    await expect(fetch.post(`http://rebound.example:${port}/`, EMPTY)).rejects.toMatchObject({
      code: 'unsafe_url',
    });
    expect(seen).toEqual([]);
  });
});
