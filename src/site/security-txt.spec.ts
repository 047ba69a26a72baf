import { securityTxt } from './security-txt';

const NOW = new Date('2026-11-22T23:59:59.999Z');
const SETTINGS = { publicUrl: 'https://api.example.com', securityContact: 'mailto:security@example.com' };

describe('security.txt', () => {
  it('says whom to tell, where it belongs and until when it holds', () => {
    expect(securityTxt(SETTINGS, NOW)).toBe(`Contact: mailto:security@example.com
Expires: 2027-05-21T00:00:00.000Z
Preferred-Languages: en
Canonical: https://api.example.com/.well-known/security.txt
Policy: https://api.example.com/security
`);
  });

  it.each(['2026-01-01T00:00:00.000Z', '2026-06-30T12:00:00.000Z', '2031-12-31T23:59:59.999Z'])(
    'asked at %s, holds for months still and for less than a year',
    (at) => {
      const [, expires = ''] = /^Expires: (.*)$/m.exec(securityTxt(SETTINGS, new Date(at))) ?? [];
      const days = (Date.parse(expires) - Date.parse(at)) / 86_400_000;
      expect([days > 30, days < 365]).toEqual([true, true]);
    },
  );

  it('has no link to the web that is not https', () => {
    expect(securityTxt({ ...SETTINGS, publicUrl: 'http://localhost:3000' }, NOW)).not.toContain('http:');
  });
});
