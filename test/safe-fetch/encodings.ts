/** Every way known to us of writing an IPv4 address in a URL, so that the URL standard, or an old library, reads it. */
export function ipv4Encodings(address: string): string[] {
  const octets = address.split('.').map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  const whole = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const lowest24 = whole & 0xffffff;
  const lowest16 = whole & 0xffff;
  const octal = (value: number): string => `0${value.toString(8)}`;
  const hex = (value: number): string => `0x${value.toString(16)}`;
  return [
    address,
    `${address}.`,
    octets.map(hex).join('.'),
    octets.map((octet) => `0X${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('.'),
    octets.map((octet) => `0x${octet.toString(16).padStart(8, '0')}`).join('.'),
    octets.map(octal).join('.'),
    octets.map((octet) => `0000${octet.toString(8)}`).join('.'),
    [hex(a), octal(b), c, d].join('.'),
    [a, b, lowest16].join('.'),
    [a, lowest24].join('.'),
    [hex(a), hex(lowest24)].join('.'),
    String(whole),
    hex(whole),
    octal(whole),
    `${String(whole)}.`,
    fullWidth(address),
    fullWidth(String(whole)),
    address.replaceAll('.', '。'),
    address.replaceAll('.', '．'),
    circled(address),
    [...address].map((char) => `%${char.charCodeAt(0).toString(16)}`).join(''),
    ...ipv6Forms(`ffff:${groups(whole)}`, 2),
    `[::ffff:${address}]`,
    `[::FFFF:${address}]`,
  ];
}

/** Forms that wrap an IPv4 address and are judged as that address, or never public. */
export function wrappedIpv4(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const hex = groups(((a << 24) | (b << 16) | (c << 8) | d) >>> 0);
  return [
    `[64:ff9b::${address}]`,
    `[64:ff9b::${hex}]`,
    `[0064:FF9B:0:0:0:0:${hex}]`,
    `[::${hex}]`,
    `[::${address}]`,
    `[::ffff:0:${hex}]`,
    `[2002:${hex}::]`,
    `[2002:${hex}::1]`,
    `[64:ff9b:1::${hex}]`,
    `[::5efe:${hex}]`,
    `[2a00:1450::5efe:${hex}]`,
    `[2a00:1450:1:1:200:5efe:${hex}]`,
    `[fe80::5efe:${hex}]`,
  ];
}

function ipv6Forms(tail: string, length: number): string[] {
  const zeros = Array.from({ length: 7 - length }, () => '0').join(':');
  return [`[::${tail}]`, `[${zeros}:${tail}]`, `[${zeros.replaceAll('0', '0000')}:${tail}]`, `[0::${tail}]`];
}

function groups(whole: number): string {
  return `${(whole >>> 16).toString(16)}:${(whole & 0xffff).toString(16)}`;
}

function fullWidth(text: string): string {
  return text.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
}

function circled(text: string): string {
  return text.replace(/[1-9]/g, (digit) => String.fromCharCode(0x245f + Number(digit)));
}
