/** A request as its bytes came. */
export interface ArrivedRequest {
  readonly method: string;
  /** Absolute: where the service is known to be, followed by path and query exactly as they came. */
  readonly targetUri: string;
  /** Names and values in turn, as `rawHeaders` of node:http. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** SHA-256 of the API key that was presented. */
  readonly apiKeyDigest: Buffer;
}

/** The values of every line of a field, as they came. */
export function fieldLines(rawHeaders: readonly string[], name: string): string[] {
  const lines: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === name) lines.push(rawHeaders[at + 1] ?? '');
  }
  return lines;
}
