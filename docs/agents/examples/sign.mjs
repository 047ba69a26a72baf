// Signs a request with Ed25519 and nothing but Node: prints the headers to send.
// node sign.mjs METHOD URL BODY-FILE, with API_KEY, KEY_ID and PRIVATE_KEY (a PEM file) in the environment.
import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [method, url, bodyFile] = process.argv.slice(2);
const { API_KEY, KEY_ID, PRIVATE_KEY } = process.env;
const digest = (bytes) => `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;

const contentDigest = digest(readFileSync(bodyFile));
const apiKeyDigest = digest(API_KEY);
const created = Math.floor(Date.now() / 1000);
const parameters =
  `("@method" "@target-uri" "content-digest" "api-key-digest");created=${created};expires=${created + 60}` +
  `;nonce="${randomBytes(18).toString('base64url')}";keyid="${KEY_ID}";alg="ed25519";tag="trustflow-agent"`;
const base = [
  `"@method": ${method}`,
  `"@target-uri": ${url}`,
  `"content-digest": ${contentDigest}`,
  `"api-key-digest": ${apiKeyDigest}`,
  `"@signature-params": ${parameters}`,
].join('\n');
const signature = sign(null, Buffer.from(base), createPrivateKey(readFileSync(PRIVATE_KEY)));

console.log(`Content-Digest: ${contentDigest}`);
console.log(`Api-Key-Digest: ${apiKeyDigest}`);
console.log(`Signature-Input: agent=${parameters}`);
console.log(`Signature: agent=:${signature.toString('base64')}:`);
