/**
 * Bytes of whatever kind as text that any database takes: what is not UTF-8 and NUL become U+FFFD. A character that is
 * cut at the end is left out.
 */
export function answerText(bytes: Buffer): string {
  return new TextDecoder().decode(bytes, { stream: true }).replaceAll('\0', '\u{fffd}');
}
