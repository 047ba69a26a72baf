/** A resource of about so many bytes that knows its number. */
export function eventData(n: number, bytes: number): { readonly n: number; readonly padding: string } {
  return { n, padding: 'x'.repeat(bytes) };
}
