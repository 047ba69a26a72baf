# Signs a request with an HMAC and nothing but Python's standard library: prints the headers to send.
# python3 sign.py METHOD URL BODY-FILE, with API_KEY, KEY_ID and SECRET (tfas_…) in the environment.
import base64, hashlib, hmac, os, secrets, sys, time

method, url, body_file = sys.argv[1:4]
api_key, key_id, secret = (os.environ[name] for name in ("API_KEY", "KEY_ID", "SECRET"))


def digest(content: bytes) -> str:
    return "sha-256=:" + base64.b64encode(hashlib.sha256(content).digest()).decode() + ":"


with open(body_file, "rb") as file:
    content_digest = digest(file.read())
api_key_digest = digest(api_key.encode())
created = int(time.time())
parameters = (
    f'("@method" "@target-uri" "content-digest" "api-key-digest");created={created};expires={created + 60}'
    f';nonce="{secrets.token_urlsafe(18)}";keyid="{key_id}";alg="hmac-sha256";tag="trustflow-agent"'
)
base = "\n".join(
    [
        f'"@method": {method}',
        f'"@target-uri": {url}',
        f'"content-digest": {content_digest}',
        f'"api-key-digest": {api_key_digest}',
        f'"@signature-params": {parameters}',
    ]
)
key = base64.urlsafe_b64decode(secret.removeprefix("tfas_") + "=")
signature = base64.b64encode(hmac.new(key, base.encode(), hashlib.sha256).digest()).decode()

print(f"Content-Digest: {content_digest}")
print(f"Api-Key-Digest: {api_key_digest}")
print(f"Signature-Input: agent={parameters}")
print(f"Signature: agent=:{signature}:")
