import type { Settings } from '@libs/config/settings';

const DAY_MS = 86_400_000;
/** RFC 9116 wants less than a year. It is counted from the day on which it is asked, so it never comes. */
const VALID_DAYS = 180;

/** The text of `/.well-known/security.txt` (RFC 9116), whose links to the web have to be https. */
export function securityTxt(
  { publicUrl, securityContact }: Pick<Settings, 'publicUrl' | 'securityContact'>,
  now: Date,
): string {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const isHttps = publicUrl.startsWith('https:');
  return [
    `Contact: ${securityContact}`,
    `Expires: ${new Date(today + VALID_DAYS * DAY_MS).toISOString()}`,
    'Preferred-Languages: en',
    ...(isHttps ? [`Canonical: ${publicUrl}/.well-known/security.txt`, `Policy: ${publicUrl}/security`] : []),
    '',
  ].join('\n');
}
