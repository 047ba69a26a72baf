#!/bin/sh
# Signs a request with Ed25519 and nothing but openssl 3: prints the headers to send.
# sh sign.sh METHOD URL BODY-FILE, with API_KEY, KEY_ID and PRIVATE_KEY (a PEM file) in the environment.
set -eu

digest() { printf 'sha-256=:%s:' "$(openssl dgst -sha256 -binary | openssl base64 -A)"; }

content_digest=$(digest <"$3")
api_key_digest=$(printf %s "$API_KEY" | digest)
created=$(date +%s)
nonce=$(openssl rand -hex 18)
parameters="(\"@method\" \"@target-uri\" \"content-digest\" \"api-key-digest\");created=$created;expires=$((created + 60))"
parameters="$parameters;nonce=\"$nonce\";keyid=\"$KEY_ID\";alg=\"ed25519\";tag=\"trustflow-agent\""

# openssl signs a file: Ed25519 reads its message twice.
base=$(mktemp)
trap 'rm -f "$base"' EXIT
printf '"@method": %s\n"@target-uri": %s\n"content-digest": %s\n"api-key-digest": %s\n"@signature-params": %s' \
  "$1" "$2" "$content_digest" "$api_key_digest" "$parameters" >"$base"
signature=$(openssl pkeyutl -sign -rawin -inkey "$PRIVATE_KEY" -in "$base" | openssl base64 -A)

printf 'Content-Digest: %s\nApi-Key-Digest: %s\n' "$content_digest" "$api_key_digest"
printf 'Signature-Input: agent=%s\nSignature: agent=:%s:\n' "$parameters" "$signature"
