import { execFileSync } from 'node:child_process';
import { createHmac, createPublicKey, generateKeyPairSync, sign, verify as verifyByNode } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { signatures } from './signatures';
import { verify } from './verify';
import type { VerifyOptions, WebhookHeaders } from './verify';
import { parsePublicKey, parseSecret, privateKeyOf, publicBytesOf } from './webhook-keys';
import { publicKeyText, secretText, WebhookKeyError } from './webhook-keys';

// The example of the Standard Webhooks specification and of its libraries' tests.
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const PAIR = Buffer.from(
  '6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
  'base64',
);
const V1 = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const V1A = 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==';
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const SENT = 1_614_265_330;
const BODY = Buffer.from('{"test": 2432232314}');
const PUBLIC_KEY = publicKeyText(PAIR.subarray(32));
const keys = { hmac: parseSecret(SECRET), ed25519: privateKeyOf(PAIR.subarray(0, 32)) };
const message = { id: ID, timestampSeconds: SENT, body: BODY };
const otherKeys = { hmac: Buffer.alloc(32, 7), ed25519: privateKeyOf(Buffer.alloc(32, 8)) };

const headers = {
  'webhook-id': ID,
  'webhook-timestamp': String(SENT),
  'webhook-signature': `${V1} ${V1A}`,
};

function outcome(changed: WebhookHeaders, options: Partial<VerifyOptions> = {}, body = BODY): string {
  const checked = verify({ ...headers, ...changed }, body, {
    ...{ secrets: [SECRET], publicKeys: [PUBLIC_KEY], nowSeconds: SENT, ...options },
  });
  return checked.isValid ? checked.version : checked.reason;
}

describe('signatures', () => {
  it('are those of the specification’s example', async () => {
    await expect(signatures(message, [keys])).resolves.toBe(`${V1} ${V1A}`);
    expect(publicBytesOf(keys.ed25519)).toEqual(PAIR.subarray(32));
  });

  it('are made by each key, in their order', async () => {
    const both = (await signatures(message, [otherKeys, keys])).split(' ');
    expect(both).toHaveLength(4);
    expect(both.slice(2)).toEqual([V1, V1A]);
  });

  it.each([
    { ...message, id: 'msg.1' },
    { ...message, id: '' },
    { ...message, id: 'two words' },
    { ...message, timestampSeconds: 1.5 },
    { ...message, timestampSeconds: -1 },
  ])('refuse what would make the signed content ambiguous: %j', async (ambiguous) => {
    await expect(signatures(ambiguous, [keys])).rejects.toThrow(RangeError);
  });

  it('refuse to sign with no key', async () => {
    await expect(signatures(message, [])).rejects.toThrow('at least one key');
  });

  it('of any message are taken by the package standardwebhooks and by node:crypto alone', async () => {
    const nowSeconds = Math.floor(Date.now() / 1_000);
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.uint8Array({ minLength: 32, maxLength: 32 }), async (json, seed) => {
        const [hmac, ed25519] = [Buffer.from(seed), privateKeyOf(Buffer.from(seed).reverse())];
        const body = Buffer.from(json);
        const all = await signatures({ id: 'event_1', timestampSeconds: nowSeconds, body }, [
          otherKeys,
          { hmac, ed25519 },
        ]);
        const sent = {
          'webhook-id': 'event_1',
          'webhook-timestamp': String(nowSeconds),
          'webhook-signature': all,
        };
        expect(new Webhook(secretText(hmac)).verify(body, sent)).toEqual(JSON.parse(json));

        const content = Buffer.concat([Buffer.from(`event_1.${nowSeconds}.`), body]);
        const [, , v1, v1a = ''] = all.split(' ');
        expect(v1).toBe(`v1,${createHmac('sha256', hmac).update(content).digest('base64')}`);
        const signature = Buffer.from(v1a.slice('v1a,'.length), 'base64');
        expect(verifyByNode(null, content, createPublicKey(ed25519), signature)).toBe(true);
      }),
    );
  });
});

describe('verify', () => {
  it('takes what standardwebhooks and another Ed25519 signer made', () => {
    const v1 = new Webhook(SECRET).sign(ID, new Date(SENT * 1_000), BODY);
    expect(outcome({ 'webhook-signature': v1 })).toBe('v1');
    const pair = generateKeyPairSync('ed25519');
    const v1a = sign(null, Buffer.concat([Buffer.from(`${ID}.${SENT}.`), BODY]), pair.privateKey);
    const publicKeys = [publicKeyText(publicBytesOf(pair.privateKey))];
    expect(outcome({ 'webhook-signature': `v1a,${v1a.toString('base64')}` }, { publicKeys })).toBe('v1a');
  });

  it('needs a key for one of the signatures only', () => {
    expect(outcome({}, { publicKeys: [] })).toBe('v1');
    expect(outcome({}, { secrets: [] })).toBe('v1a');
    expect(outcome({}, { secrets: [], publicKeys: [] })).toBe('signature_mismatch');
  });

  it('finds the good one among others and among unknown versions, whichever of the keys made it', () => {
    const bogus = `v1,${Buffer.alloc(32).toString('base64')} v2,xyz v1a,${Buffer.alloc(64).toString('base64')}`;
    expect(outcome({ 'webhook-signature': `${bogus} ${V1} ${bogus}` }, { publicKeys: [] })).toBe('v1');
    expect(outcome({ 'webhook-signature': `${bogus} ${V1A} ${bogus}` }, { secrets: [] })).toBe('v1a');
    const secrets = [secretText(otherKeys.hmac), SECRET];
    expect(outcome({ 'webhook-signature': V1 }, { secrets })).toBe('v1');
  });

  it('reads names of any case, and secrets without their prefix', () => {
    const upper = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    const secrets = [SECRET.slice('whsec_'.length)];
    expect(verify(upper, BODY, { secrets, nowSeconds: SENT })).toEqual({ isValid: true, version: 'v1' });
  });

  it('takes an empty body and bytes that are no text', async () => {
    for (const body of [Buffer.alloc(0), Buffer.from([0xff, 0x00, 0xfe])]) {
      const signed = await signatures({ ...message, body }, [keys]);
      expect(outcome({ 'webhook-signature': signed }, {}, body)).toBe('v1');
    }
  });

  it.each<[string, WebhookHeaders]>([
    ['id_missing', { 'webhook-id': undefined }],
    ['id_missing', { 'Webhook-Id': 'another' }],
    ['timestamp_missing', { 'webhook-timestamp': '' }],
    ['timestamp_missing', { 'webhook-timestamp': [String(SENT), String(SENT)] }],
    ['signature_missing', { 'webhook-signature': undefined }],
    ['id_malformed', { 'webhook-id': 'msg.1' }],
    ['timestamp_malformed', { 'webhook-timestamp': 'hello' }],
    ['timestamp_malformed', { 'webhook-timestamp': `${SENT}.0` }],
    ['timestamp_malformed', { 'webhook-timestamp': `0${SENT}` }],
    ['timestamp_malformed', { 'webhook-timestamp': `-${SENT}` }],
    ['signature_mismatch', { 'webhook-id': `${ID}x` }],
    ['signature_mismatch', { 'webhook-timestamp': String(SENT + 1) }],
    ['signature_mismatch', { 'webhook-signature': 'v1,' }],
    ['signature_mismatch', { 'webhook-signature': 'v1' }],
    ['signature_mismatch', { 'webhook-signature': V1.slice('v1,'.length) }],
    ['signature_mismatch', { 'webhook-signature': V1.slice(0, -5) }],
    ['signature_mismatch', { 'webhook-signature': V1.replace('v1,', 'v2,') }],
    ['signature_mismatch', { 'webhook-signature': V1.replace('v1,', 'v1a,') }],
    ['signature_mismatch', { 'webhook-signature': V1A.replace('v1a,', 'v1,') }],
    ['signature_mismatch', { 'webhook-signature': V1.replace('=', '') }],
    ['signature_mismatch', { 'webhook-signature': V1.replace('/', '_') }],
    ['signature_mismatch', { 'webhook-signature': V1.replace('1OE=', '1OF=') }],
    ['signature_mismatch', { 'webhook-signature': `${V1},x` }],
    ['too_many_signatures', { 'webhook-signature': `${'v1,x '.repeat(32)}${V1}` }],
  ])('refuses with %s: %j', (reason, changed) => {
    expect(outcome(changed)).toBe(reason);
  });

  it('takes the good one of 32', () => {
    expect(outcome({ 'webhook-signature': `${'v1,x '.repeat(31)}${V1}` })).toBe('v1');
  });

  it('refuses a body of which one bit is another', () => {
    const changed = Buffer.from(BODY);
    changed.writeUInt8(changed.readUInt8(3) ^ 1, 3);
    expect(outcome({}, {}, changed)).toBe('signature_mismatch');
  });

  it.each([
    [-301, 'too_new'],
    [-300, 'v1'],
    [300, 'v1'],
    [301, 'too_old'],
  ])('at %i seconds after it was sent says %s', (lateSeconds, said) => {
    expect(outcome({}, { nowSeconds: SENT + lateSeconds })).toBe(said);
  });

  it('tolerates what it is told to', () => {
    expect(outcome({}, { nowSeconds: SENT + 11, toleranceSeconds: 10 })).toBe('too_old');
    expect(outcome({}, { nowSeconds: SENT - 10, toleranceSeconds: 10 })).toBe('v1');
  });
});

describe('the text of a key', () => {
  it('is what its bytes were', () => {
    expect(secretText(parseSecret(SECRET))).toBe(SECRET);
    expect(publicKeyText(PAIR.subarray(32))).toBe('whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=');
    expect(parsePublicKey(PUBLIC_KEY).asymmetricKeyType).toBe('ed25519');
  });

  it.each([23, 65])('of an HMAC secret of %i bytes is refused, made and read', (length) => {
    const secret = Buffer.alloc(length, 1);
    expect(() => secretText(secret)).toThrow(WebhookKeyError);
    expect(() => parseSecret(`whsec_${secret.toString('base64')}`)).toThrow(WebhookKeyError);
  });

  it.each([24, 64])('of an HMAC secret may have %i bytes', (length) => {
    expect(parseSecret(secretText(Buffer.alloc(length, 1)))).toHaveLength(length);
  });

  it.each(['', 'whpk_', PUBLIC_KEY.slice(5), SECRET, `whpk_${Buffer.alloc(31).toString('base64')}`])(
    'refuses %j as a public key',
    (text) => {
      expect(() => parsePublicKey(text)).toThrow(WebhookKeyError);
    },
  );

  it('is refused with a mistake in it, and is not in the message', () => {
    expect(() => parseSecret(SECRET.replace('9', '*'))).toThrow(/^a key is written in base64$/);
    expect(() => parseSecret(`${SECRET}A`)).toThrow(WebhookKeyError);
  });

  it.each([31, 64])('of an Ed25519 seed of %i bytes is refused', (length) => {
    expect(() => privateKeyOf(Buffer.alloc(length))).toThrow('an Ed25519 key has 32 bytes');
  });
});

describe('the README', () => {
  const readme = readFileSync(join(__dirname, 'README.md'), 'utf8');

  it('shows the keys, the content and the signatures of the example', () => {
    const content = `${ID}.${SENT}.${BODY.toString()}`;
    const shown = [SECRET, PUBLIC_KEY, content, V1, V1A].filter((text) => readme.includes(` ${text}\n`));
    expect(shown).toHaveLength(5);
  });

  it('has a line for the shell that makes the signature', () => {
    const script = /```sh\n(.+?)```/s.exec(readme)?.[1] ?? '';
    expect(`v1,${execFileSync('sh', ['-c', script], { encoding: 'utf8' })}`).toBe(V1);
  });
});
