import { parseListenOptions } from './listen-options';

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const parsed = (line: string, apiKey?: string): unknown =>
  parseListenOptions(line === '' ? [] : line.split(' '), apiKey);

describe('the options of listen', () => {
  it('begin with a key, from the environment or of their own', () => {
    const source = { kind: 'own-endpoint', url: new URL('http://localhost:3000'), key: 'a', events: ['*'] };
    const rest = { forward: undefined, port: 0, verbose: false };
    expect(parsed('', 'a')).toEqual({ source, ...rest });
    expect(parsed('--key a', 'b')).toEqual({ source, ...rest });
  });

  it('name what is listened to, where, and where it goes on to', () => {
    const line =
      '--key a --url http://127.0.0.1:3001 --events evaluation.*,key.revoked --forward http://localhost:4000/hooks --port 4001 --verbose';
    expect(parsed(line)).toEqual({
      source: {
        ...{ kind: 'own-endpoint', key: 'a', url: new URL('http://127.0.0.1:3001') },
        events: ['evaluation.*', 'key.revoked'],
      },
      ...{ forward: new URL('http://localhost:4000/hooks'), port: 4001, verbose: true },
    });
  });

  it('may be a secret, or two, and then no key is used', () => {
    const other = SECRET.replace('AQ', 'Ag');
    expect(parsed(`--secret ${SECRET} --secret ${other}`, 'a')).toMatchObject({
      source: { kind: 'secrets', secrets: [SECRET, other] },
    });
  });

  it.each([
    ['', 'Give an API key with --key or in TRUSTFLOW_API_KEY, or the secret of an endpoint with --secret.'],
    ['--secret whsec_abc', '--secret takes whsec_… as it was shown with the endpoint.'],
    [`--secret ${SECRET} --key a`, '--secret only receives: it goes without --key, --url and --events.'],
    [`--secret ${SECRET} --events *`, '--secret only receives: it goes without --key, --url and --events.'],
    [
      '--key a --url localhost:3000',
      '--url takes an address such as http://localhost:4000, not "localhost:3000".',
    ],
    [
      '--key a --url https://api.example.com',
      "api.example.com can't send to this machine's loopback: --url takes a server on this machine.",
    ],
    ['--key a --forward 4000', '--forward takes an address such as http://localhost:4000, not "4000".'],
    ['--key a --port 65536', '--port takes a whole number from 0 to 65535, not "65536".'],
    ['--key a --loud', "Unknown option '--loud'."],
    ['--key a events', "Unexpected argument 'events'."],
  ])('%s: %s', (line, message) => {
    expect(() => parsed(line)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message) }),
    );
  });

  it('are explained', () => {
    expect(parsed('--help')).toBe('help');
  });
});
