import { generateKeyPairSync } from 'node:crypto';
import { CertificateError, readCertificate } from '@libs/tls/certificate';
import { CertificateFolder, makeCertificate } from './certificates';

const NOW = new Date('2026-11-22T10:00:00.000Z');
const [YESTERDAY, TOMORROW] = [new Date('2026-11-21T10:00:00.000Z'), new Date('2026-11-23T10:00:00.000Z')];
const GOOD = makeCertificate({ validFrom: YESTERDAY, validTo: TOMORROW });
const withPassphrase = (): string =>
  String(
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      ...{ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
    }),
  );

describe('a certificate', () => {
  let files: CertificateFolder;
  beforeEach(() => {
    files = new CertificateFolder();
  });
  afterEach(() => {
    files.remove();
  });

  it('is read with its key and its end', async () => {
    const { cert, key, validTo } = await readCertificate(files.write(GOOD), NOW);
    expect([String(cert), String(key), validTo]).toEqual([GOOD.cert, GOOD.key, TOMORROW]);
  });

  it('of RSA with 2048 bits is read too', async () => {
    const pair = makeCertificate({ validFrom: YESTERDAY, validTo: TOMORROW, rsaBits: 2048 });
    expect(String((await readCertificate(files.write(pair), NOW)).cert)).toBe(pair.cert);
  });

  it.each([
    ['no certificate file', { key: GOOD.key }, /^TLS_CERT_FILE: .*cert\.pem can't be read \(ENOENT\)$/],
    ['no key file', { cert: GOOD.cert }, /^TLS_KEY_FILE: .*key\.pem can't be read \(ENOENT\)$/],
    [
      'a certificate that is cut off',
      { ...GOOD, cert: GOOD.cert.slice(0, 300) },
      /holds no certificate in PEM$/,
    ],
    ['files that are swapped', { cert: GOOD.key, key: GOOD.cert }, /^TLS_CERT_FILE: .* holds no certificate/],
    ['a key that is cut off', { ...GOOD, key: GOOD.key.slice(0, 100) }, /^TLS_KEY_FILE: .* no private key/],
    ['a key with a passphrase', { ...GOOD, key: withPassphrase() }, /or one with a passphrase$/],
    ['the key of another', { ...GOOD, key: makeCertificate().key }, /is not the key of the certificate in/],
    [
      'its last second',
      makeCertificate({ validFrom: YESTERDAY, validTo: NOW }),
      /has expired on 2026-11-22T10:/,
    ],
    [
      'a start that is ahead',
      makeCertificate({ validFrom: TOMORROW }),
      /is valid from 2026-11-23T10:00:00.000Z on$/,
    ],
    [
      'RSA with 1024 bits',
      makeCertificate({ validFrom: YESTERDAY, validTo: TOMORROW, rsaBits: 1024 }),
      /is refused \(ee key too small\)$/,
    ],
  ])('is refused with %s', async (_what, pair, message) => {
    const reading = readCertificate(files.write(pair), NOW);
    await expect(reading).rejects.toThrow(CertificateError);
    await expect(reading).rejects.toThrow(message);
  });
});
