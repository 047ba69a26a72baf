import { connect } from 'node:net';
import { renameSync } from 'node:fs';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { CertificateFolder, makeCertificate } from './certificates';
import { callOverTls, shakeHands } from './tls-call';
import { expectHouseHeaders } from '../http/expect-problem';
import { exchange } from '../http/raw-exchange';

const PUBLIC_URL = 'https://api.trustflow.test';

describe('TLS', () => {
  const files = new CertificateFolder().write(makeCertificate({ name: 'first' }));
  let api: TestApi;
  let port: number;
  beforeAll(async () => {
    const { certFile, keyFile } = files;
    api = await startTestApi({ publicUrl: PUBLIC_URL, tls: { certFile, keyFile, redirectPort: 0 } });
    port = Number(new URL(api.url).port);
  });
  afterAll(async () => {
    await api.stop();
    files.remove();
  });

  it('answers like plain HTTP does, and has browsers come back over HTTPS only', async () => {
    const { status, headers } = await callOverTls(`${api.url}/v1/tenant`);
    expect(status).toBe(401);
    expectHouseHeaders(headers);
  });

  it.each([
    ['1.3', {}, 'TLSv1.3 TLS_AES_256_GCM_SHA384'],
    ['1.2', { maxVersion: 'TLSv1.2' }, 'TLSv1.2 ECDHE-ECDSA-AES256-GCM-SHA384'],
  ] as const)('is spoken in version %s with a suite of our choice', async (_version, wishes, expected) => {
    expect(await shakeHands(port, wishes)).toBe(expected);
  });

  it.each([
    ['version 1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }],
    ['CBC', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA' }],
    ['keys without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES256-GCM-SHA384' }],
  ] as const)('is refused in %s', async (_what, wishes) => {
    expect(await shakeHands(port, wishes)).toMatch(/ALERT|ECONNRESET/);
  });

  it('presents a renewed certificate without a restart, also to who speaks through another file', async () => {
    const renewed = makeCertificate({ name: 'second' });
    const beside = new CertificateFolder().write(renewed);
    renameSync(beside.keyFile, files.keyFile);
    renameSync(beside.certFile, files.certFile);
    expect(await untilPresented('second')).toBe(200);
    beside.remove();
  });

  it('keeps the one it has while the new pair is half-written, does not fit, has expired or is gone', async () => {
    const other = makeCertificate({ name: 'third' });
    const expired = makeCertificate({ name: 'third', validTo: new Date(Date.now() - 1_000) });
    for (const pair of [{ cert: other.cert.slice(0, 200) }, other.cert, expired, { key: '' }]) {
      files.write(typeof pair === 'string' ? { cert: pair } : pair);
      await lookedAgain();
      expect((await callOverTls(`${api.url}/health/live`)).presented).toBe('second');
    }
    files.write(other);
    await untilPresented('third');
  });

  it('has no answer for who speaks plain HTTP to it, and goes on', async () => {
    const answers = await exchange(port, ['GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n']);
    expect(answers).toEqual([]);
    const silent = connect(port, '127.0.0.1');
    expect((await callOverTls(`${api.url}/health/live`)).status).toBe(200);
    silent.destroy();
  });

  async function untilPresented(name: string): Promise<number> {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const { presented, status } = await callOverTls(`${api.url}/health/live`);
      if (presented === name) return status;
    }
  }

  /** Files are looked at every two seconds. */
  async function lookedAgain(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 2_500));
  }
});
