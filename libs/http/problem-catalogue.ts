/** What a problem code stands for: its page under `/problems/<code>` and docs/errors.md are made of this. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
}

/** Every problem the API answers with. A code is never renamed or given another status: clients switch on it. */
export const PROBLEM_CATALOGUE = {
  invalid_json: {
    status: 400,
    title: 'The body is not valid JSON',
    meaning:
      'The body could not be read as JSON without doubt: its syntax is wrong, it is not UTF-8, an object names a key twice, it is nested deeper than 32 levels, a number is beyond a double, or a string holds a character that cannot be stored.',
    remedy:
      'Mend the body at the line and column that the detail names. A JSON library writes neither fault.',
  },
  bad_request: {
    status: 400,
    title: 'The request could not be understood',
    meaning:
      'The request line, a header or the path is malformed, or a header of which there is one stands there twice.',
    remedy:
      'Mend what the detail names. If an HTTP library made the request, look for a proxy that changed it.',
  },
  api_key_missing: {
    status: 401,
    title: 'An API key is needed',
    meaning: 'The request carries no API key in its Authorization header.',
    remedy: 'Send "Authorization: Bearer <key>". POST /v1/signup makes a key.',
  },
  api_key_invalid: {
    status: 401,
    title: 'The API key is not valid',
    meaning: 'The key is malformed, its checksum is wrong, or there is no such key.',
    remedy:
      'Compare the key with the one that was shown when it was made; it may have been cut off in copying.',
  },
  api_key_expired: {
    status: 401,
    title: 'The API key has expired',
    meaning: 'The key was given an end, or was rotated, and that time has passed.',
    remedy: 'Use the key that replaced it, or create a new one with another key of the tenant.',
  },
  api_key_revoked: {
    status: 401,
    title: 'The API key was revoked',
    meaning: 'Someone with the scope keys:write revoked this key. It does not come back.',
    remedy: 'Create a new key with another key of the tenant. The audit log tells who revoked this one.',
  },
  agent_signature_invalid: {
    status: 401,
    title: "The agent's signature is not good",
    meaning:
      'A signature of an agent came with the request and is not good for it; `reason` says why, and stays the same: malformed, unknown_key, key_revoked, algorithm_mismatch, coverage_insufficient, digest_mismatch, key_binding_mismatch, url_mismatch, expired, not_yet_valid, lifetime_too_long, replayed, signature_mismatch, agent_mismatch. A signature that is there and not good never counts as none.',
    remedy:
      'Sign the request anew, over the bytes, the URL and the API key that are sent, with a new nonce; compare with the examples in the documentation of signatures.',
  },
  agent_signature_required: {
    status: 401,
    title: "An agent's signature is needed",
    meaning:
      'The API key is bound to an agent, or the tenant takes evaluations with agentVerification "required", and no signature of an agent came with the request.',
    remedy:
      'Have the agent sign the request. Otherwise use a key without agentId, or set agentVerification to "optional" with PATCH /v1/tenant.',
  },
  quota_exceeded: {
    status: 402,
    title: 'The evaluations of the month are used up',
    meaning:
      'The plan of the tenant includes so many evaluations in a calendar month (UTC), and nothing beyond them. What was evaluated before is still answered, and everything else works.',
    remedy:
      'Change to a larger plan with POST /v1/billing/checkout, or wait for the time in the detail. GET /v1/billing tells how much is used; the event usage.threshold_reached tells it before.',
  },
  scope_missing: {
    status: 403,
    title: 'The API key lacks a scope',
    meaning:
      'The key is good, but not for this call, or it would give or renew what it has not: the detail names the scope that is missing.',
    remedy: 'Use a key that has the scope, or create one.',
  },
  https_required: {
    status: 403,
    title: 'HTTPS is required',
    meaning:
      'The request came over plain HTTP and had an API key in it. Everyone on the way could read the key, so the call was not led to https and not answered. The owner of the key is told by the event security.key_exposed.',
    remedy:
      'Treat the key as known to others: replace it. Then change http to https in the base URL of whatever sent it.',
  },
  ip_not_allowed: {
    status: 403,
    title: 'The address is not allowed',
    meaning:
      'The API key, or the tenant, may be used from certain IP addresses only (allowedIps), and the request came from another.',
    remedy:
      'Call from an allowed address, or change the list: a new key with another one, or PATCH /v1/tenant.',
  },
  tenant_suspended: {
    status: 403,
    title: 'The tenant is suspended',
    meaning: 'All calls of this tenant are refused for the time being.',
    remedy: 'Write to support; the message sent to the contact address gives the reason.',
  },
  not_found: {
    status: 404,
    title: 'There is no such thing',
    meaning: 'The path leads nowhere, or the id in it belongs to nothing that this tenant has.',
    remedy:
      'Check the path and the id, and that the key is of the tenant (live or test) that the thing is in.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The method is not allowed here',
    meaning: 'The path exists, but not under this method.',
    remedy: 'Use one of the methods in the Allow header.',
  },
  request_timeout: {
    status: 408,
    title: 'The request took too long to arrive',
    meaning: 'The headers did not arrive within 10 seconds, or the whole request not within 30.',
    remedy:
      'Send it again. If it happens often, look at the connection or at a proxy that holds requests back.',
  },
  idempotency_in_progress: {
    status: 409,
    title: 'A request with this Idempotency-Key is still running',
    meaning: 'The same key was sent a moment ago and its answer is not there yet.',
    remedy: 'Wait a second and send the same request again: it gets the answer of the first.',
  },
  conflict: {
    status: 409,
    title: 'The request conflicts with what is there',
    meaning:
      'The thing to be made exists already, was settled already, is still needed, or would be one too many; or the change would shut you out.',
    remedy: 'Read the detail, look at what is there, and decide which of the two should stay.',
  },
  erased: {
    status: 410,
    title: 'What was asked for was erased',
    meaning:
      'A subject was erased that the evaluation or the request named: what it was made from, or what was answered, is gone for good, and no text is taken of it any more. Or the archive of an export was deleted: its time was over, or an erasure destroyed it.',
    remedy:
      'Nothing brings it back. A decision stays, without what named the subject; what is sent now is new, under a transaction id or an Idempotency-Key of its own. Of everything that is kept another export can be asked for.',
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    meaning: 'A body may be 64 KiB; 1 MiB where many things are sent at once.',
    remedy: 'Send less, or split a batch.',
  },
  uri_too_long: {
    status: 414,
    title: 'The URL is too long',
    meaning: 'The path and query together may be 8 KiB.',
    remedy: 'Send long filters in the body of a search call.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The body is not application/json',
    meaning: 'A body has to be application/json in UTF-8, not compressed.',
    remedy: 'Send "Content-Type: application/json" and no Content-Encoding.',
  },
  range_not_satisfiable: {
    status: 416,
    title: 'The range lies behind the end',
    meaning: 'The Range header asks for bytes that the download does not have.',
    remedy: 'Look at Content-Range, which says how many bytes there are: perhaps you have them all.',
  },
  validation_failed: {
    status: 422,
    title: 'A field is not valid',
    meaning: 'The request was read, but fields are missing, unknown or out of range.',
    remedy: 'Mend each field that the list of errors points at.',
  },
  policy_invalid: {
    status: 422,
    title: 'The policy is not valid',
    meaning:
      'A rule does not compile, is of the wrong type, names what is not there or costs too much; a built-in factor or a version of it does not exist; or a test in the policy fails.',
    remedy:
      'Mend what each error points at, for a rule at its line and column. GET /v1/policies/vocabulary tells every name.',
  },
  unsafe_url: {
    status: 422,
    title: 'The URL is not one that is sent to',
    meaning:
      'Webhooks go to public addresses over https, on port 443 or 8443. The URL is of another kind, or its host has an address that is not public: of a private network, of the machine itself, of a cloud’s metadata.',
    remedy:
      'Give a public https URL, and look at every address that the host’s name has. For local work, whoever runs TrustFlow allows addresses by WEBHOOK_ALLOW_TARGETS.',
  },
  weak_key: {
    status: 422,
    title: 'The key is weak',
    meaning:
      'Signatures of this public key would prove little: it is of small or mixed order, an RSA key under 2048 bits, an example whose private half was published, or a key that you registered before.',
    remedy: 'Make a new key pair, and register its public half.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
    meaning: 'Within 24 hours this key came with another body or for another call.',
    remedy: 'Use a new key for a new request, and the same body for a repeated one.',
  },
  card_number_not_accepted: {
    status: 422,
    title: 'Card numbers are not accepted',
    meaning:
      'The body holds what looks like a card number. TrustFlow never holds card data; nothing was stored.',
    remedy:
      'Send a token or fingerprint of the card instead. An order number that happens to look like a card number wants a prefix of letters, as in ord_1234.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    meaning: 'The limit of requests for this tenant or this address is used up for the moment.',
    remedy: 'Wait as long as Retry-After says. RateLimit tells on every answer how much is left.',
  },
  headers_too_large: {
    status: 431,
    title: 'The headers are too large',
    meaning: 'The request line and all headers together may be 16 KiB, and there may be 100 headers.',
    remedy: 'Send fewer or shorter headers; look for cookies that do not belong here.',
  },
  internal_error: {
    status: 500,
    title: 'Something went wrong on our side',
    meaning: 'A fault of ours. It is logged under the trace id.',
    remedy: 'Try again with the same Idempotency-Key; if it stays, send us the trace id.',
  },
  unavailable: {
    status: 503,
    title: 'The service is not available just now',
    meaning: 'Something the answer depends on cannot be reached. Nothing was half done.',
    remedy: 'Try again with the same Idempotency-Key after the time in Retry-After, or after a second.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEM_CATALOGUE;
