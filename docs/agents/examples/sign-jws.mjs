// Signs a request with a JWS of Ed25519 and nothing but Node: prints the header to send.
// node sign-jws.mjs METHOD URL BODY-FILE, with API_KEY, KEY_ID and PRIVATE_KEY (a PEM file) in the environment.
import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [method, url, bodyFile] = process.argv.slice(2);
const { API_KEY, KEY_ID, PRIVATE_KEY } = process.env;
const base64url = (bytes) => Buffer.from(bytes).toString('base64url');

const created = Math.floor(Date.now() / 1000);
const header = base64url(
  JSON.stringify({
    alg: 'EdDSA',
    kid: KEY_ID,
    iat: created,
    exp: created + 60,
    jti: base64url(randomBytes(18)),
    htm: method,
    htu: url,
    ath: base64url(createHash('sha256').update(API_KEY).digest()),
  }),
);
const signed = Buffer.from(`${header}.${base64url(readFileSync(bodyFile))}`);
const signature = sign(null, signed, createPrivateKey(readFileSync(PRIVATE_KEY)));

console.log(`Agent-Signature: ${header}..${base64url(signature)}`);
