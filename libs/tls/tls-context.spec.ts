import { createPrivateKey, generateKeyPairSync } from 'node:crypto';

describe('the TLS context', () => {
  it('leaves no failure behind for whoever reads a key next', () => {
    const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' });
    jest.resetModules();
    jest.requireActual('./tls-context');
    expect(() => createPrivateKey({ key, type: 'pkcs8', format: 'der' })).not.toThrow();
  });
});
