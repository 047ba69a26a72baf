import { hostAddresses } from './host-addresses';

const never = new Promise<string[]>(() => undefined);
const fails = (code: string): Promise<string[]> => Promise.reject(Object.assign(new Error(code), { code }));
const none = (): Promise<string[]> => fails('ENODATA');

function asked(ipv4: () => Promise<string[]>, ipv6: () => Promise<string[]>): Promise<readonly string[]> {
  return hostAddresses('example.com', { resolve4: ipv4, resolve6: ipv6 }, 20);
}

describe('the addresses of a host', () => {
  it('are those of both families, each once, in one form', async () => {
    const both = asked(
      () => Promise.resolve(['192.0.2.1', '192.0.2.2']),
      () => Promise.resolve(['2001:DB8:0::1', '::ffff:192.0.2.1']),
    );
    expect(await both).toEqual(['192.0.2.1', '192.0.2.2', '2001:db8::1']);
  });

  it('are of one family where there is none of the other, or its servers fail or are silent', async () => {
    const one = (): Promise<string[]> => Promise.resolve(['192.0.2.1']);
    for (const other of [none, () => fails('ENOTFOUND'), () => fails('ESERVFAIL'), () => never]) {
      expect(await asked(one, other)).toEqual(['192.0.2.1']);
      expect(await asked(other, one)).toEqual(['192.0.2.1']);
    }
  });

  it.each([
    ['no address', none, none],
    ['no address', () => fails('ENOTFOUND'), () => fails('EBADNAME')],
    ['no answer', none, () => fails('ESERVFAIL')],
    ['no answer', () => fails('ETIMEOUT'), () => fails('ECONNREFUSED')],
    ['no answer', () => never, () => never],
  ])('are unknown: %s', async (message, ipv4, ipv6) => {
    await expect(asked(ipv4, ipv6)).rejects.toMatchObject({
      code: 'dns_failed',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8::1'],
    ['::ffff:7f00:1', '127.0.0.1'],
  ])('%s is its own address, and nobody is asked', async (host, address) => {
    const resolver = { resolve4: () => never, resolve6: () => never };
    expect(await hostAddresses(host, resolver, 10_000)).toEqual([address]);
  });
});
