export type SendErrorCode =
  /** It is not public https, or leads where strangers may not have us go. Nothing was sent. */
  | 'unsafe_url'
  /** The host's name has no address, or the name servers gave no answer. */
  | 'dns_failed'
  | 'connection_refused'
  /** No connection for another reason: no route, reset at once. */
  | 'connection_failed'
  /** The certificate is not valid for the host, or TLS could not be agreed on. */
  | 'tls_failed'
  | 'timeout'
  /** The connection ended before the answer did. */
  | 'connection_broken'
  /** What came back is not HTTP, or its headers are too large. */
  | 'answer_invalid';

/** Why there is no answer. The message is a sentence for the receiver's owner; it names no address. */
export class SendError extends Error {
  override readonly name = 'SendError';

  constructor(
    readonly code: SendErrorCode,
    message: string,
    /** From the call to the failure. */
    readonly durationMs: number,
  ) {
    super(message);
  }
}

/** The message is a sentence for whoever gave the URL; it names no address that they didn't. */
export class UnsafeUrlError extends Error {
  override readonly name = 'UnsafeUrlError';
}
