import { narrowness, parseTarget } from './target';

describe('where a URL leads', () => {
  it.each([
    ['https://example.com', 'https://example.com', '/', 'example.com', 443],
    ['https://example.com:443/hook?a=1#part', 'https://example.com', '/hook?a=1', 'example.com', 443],
    ['https://Example.COM:8443/a%20b', 'https://example.com:8443', '/a%20b', 'example.com', 8443],
    ['https://example.com./', 'https://example.com', '/', 'example.com', 443],
    ['https://example.com.:8443/', 'https://example.com:8443', '/', 'example.com', 8443],
    ['https://bücher.example/', 'https://xn--bcher-kva.example', '/', 'xn--bcher-kva.example', 443],
    ['https://[2001:DB8::1]:8443/', 'https://[2001:db8::1]:8443', '/', '2001:db8::1', 8443],
    ['http://localhost:3000/hook', 'http://localhost:3000', '/hook', 'localhost', 3000],
    ['http://example.com/', 'http://example.com', '/', 'example.com', 80],
    ['https:\\\\example.com\\hook', 'https://example.com', '/hook', 'example.com', 443],
    [
      `https://example.com/${'a'.repeat(2028)}`,
      'https://example.com',
      `/${'a'.repeat(2028)}`,
      'example.com',
      443,
    ],
  ])('%s', (url, origin, path, hostname, port) => {
    const isTls = url.startsWith('https');
    expect(parseTarget(url)).toEqual({ origin, path, host: { hostname, port, isTls } });
  });

  it.each([
    ['127.0.0.1', ['127.1', '0x7f.1', '0x7f000001', '2130706433', '017700000001', '0177.0.0.1', '①②⑦.0.0.1']],
    ['127.0.0.1', ['127.0.0.1.', '127。0。0。1', '%31%32%37.0.0.1', '127.0.1', '0x7f.0x0.0x0.0x1']],
    ['169.254.169.254', ['0xa9fea9fe', '2852039166', '169.16689662', '0251.0376.0251.0376', '169.254.43518']],
    ['::ffff:7f00:1', ['[::ffff:127.0.0.1]', '[0:0:0:0:0:ffff:7f00:1]', '[::FFFF:7F00:0001]']],
  ])('is %s however it is written', (hostname, hosts) => {
    const read = hosts.map((host) => parseTarget(`https://${host}/`).host.hostname);
    expect(read).toEqual(hosts.map(() => hostname));
  });

  it.each([
    ...[
      '',
      'example.com',
      '//example.com',
      'https://',
      'https:///',
      'https://exa mple.com',
      'https://[::1',
      '\0',
    ],
    ...[
      'https://example.com:65536',
      'https://1.2.3.4.5',
      'https://256.256.256.256',
      'https://[fe80::1%25eth0]/',
    ],
    ...[
      'ftp://example.com',
      'file:///etc/passwd',
      'gopher://127.0.0.1:70/',
      'data:text/plain,a',
      'unix:/var/run',
    ],
    ...['javascript:alert(1)', 'ws://example.com', 'https+unix://example.com'],
    ...['https://user@example.com', 'https://user:word@example.com', 'https://:word@example.com'],
    ...['https://example.com@10.0.0.1', `https://example.com/${'a'.repeat(2029)}`],
  ])('is nowhere for %j', (url) => {
    expect(() => parseTarget(url)).toThrow(expect.objectContaining({ code: 'unsafe_url' }));
  });

  it.each([
    ['https://example.com', undefined],
    ['https://example.com:8443', undefined],
    ['https://example.com:444', 'The port must be one of 443, 8443.'],
    ['https://example.com:80', 'The port must be one of 443, 8443.'],
    ['https://example.com:0', 'The port must be one of 443, 8443.'],
    ['http://example.com', 'The URL must start with https://.'],
    ['http://example.com:443', 'The URL must start with https://.'],
  ])('%s is for everyone, or only for allowed targets: %s', (url, narrow) => {
    expect(narrowness(parseTarget(url).host)).toBe(narrow);
  });

  it('stays the same, however often it is asked', () => {
    const hosts = Array.from({ length: 20_000 }, () => parseTarget('https://bücher.example').host.hostname);
    expect([...new Set(hosts)]).toEqual(['xn--bcher-kva.example']);
  });
});
