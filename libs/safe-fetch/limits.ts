/** What one stranger may cost us. */
export interface SafeFetchLimits {
  readonly dnsMs: number;
  /** TCP and TLS. */
  readonly connectMs: number;
  /** From the request to the end of the answer's headers. */
  readonly headersMs: number;
  /** From the call to the end of the answer's body, with everything above. */
  readonly totalMs: number;
  /** The answer's status line and headers. */
  readonly headerBytes: number;
  /** How much of the answer's body is handed on. */
  readonly keptBytes: number;
  /** How much of it is read, so that the connection can be used again. Beyond that the connection is dropped. */
  readonly drainedBytes: number;
  readonly connectionsPerOrigin: number;
  /** How long an unused connection is kept, however long the other side would keep it. */
  readonly idleMs: number;
  /** After this, a connection takes no new request: where a name leads is asked again at least that often. */
  readonly connectionAgeMs: number;
  /** Origins whose connections are kept; the one used longest ago goes. */
  readonly origins: number;
}

export const SAFE_FETCH_LIMITS: SafeFetchLimits = {
  dnsMs: 3_000,
  connectMs: 5_000,
  headersMs: 15_000,
  totalMs: 20_000,
  headerBytes: 16_384,
  keptBytes: 1_024,
  drainedBytes: 65_536,
  connectionsPerOrigin: 256,
  idleMs: 4_000,
  connectionAgeMs: 60_000,
  origins: 512,
};
