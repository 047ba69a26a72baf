import { calculateJwkThumbprint } from 'jose';
import { signingJwk } from './signing-jwk';

it('is known by its thumbprint', async () => {
  const jwk = signingJwk(Buffer.alloc(32, 7));
  expect(jwk.kid).toBe(await calculateJwkThumbprint({ ...jwk }));
});

it('has the thumbprint of RFC 8037 appendix A.3', () => {
  const publicKey = Buffer.from('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', 'base64url');
  expect(signingJwk(publicKey).kid).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
});
