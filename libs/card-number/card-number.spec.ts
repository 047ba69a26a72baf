import fc from 'fast-check';
import { containsCardNumber, findCardNumber } from './card-number';

const visa = '4242424242424242';

function withCheckDigit(payload: string): string {
  for (let check = 0; check <= 9; check++) {
    let sum = 0;
    Array.from(`${payload}${check}`)
      .reverse()
      .forEach((digit, index) => {
        const weighed = Number(digit) * (index % 2 === 0 ? 1 : 2);
        sum += weighed > 9 ? weighed - 9 : weighed;
      });
    if (sum % 10 === 0) {
      return `${payload}${check}`;
    }
  }
  throw new Error('Some digit always satisfies Luhn.');
}

const visaOfSomeLength = fc
  .tuple(fc.constantFrom(13, 16, 18, 19), fc.stringMatching(/^\d{18}$/))
  .map(([length, digits]) => withCheckDigit(`4${digits}`.slice(0, length - 1)));

describe('a card number is found', () => {
  it.each([
    ['Visa', visa],
    ['Visa of 13 digits', '4222222222222'],
    ['Visa of 19 digits', withCheckDigit('424242424242424242')],
    ['Visa of 19 digits under a prefix of Elo', withCheckDigit('401178000000000000')],
    ['Mastercard', '5555555555554444'],
    ['Mastercard in the range of 2017', '2223003122003222'],
    ['American Express', '378282246310005'],
    ['Diners Club', '30569309025904'],
    ['Discover', '6011111111111117'],
    ['JCB', '3530111333300000'],
    ['Maestro of 13 digits', withCheckDigit('500000000000')],
    ['Maestro of 19 digits', withCheckDigit('675900000000000000')],
    ['UnionPay', withCheckDigit('620000000000000')],
    ['UnionPay of 19 digits', withCheckDigit('620000000000000000')],
    ['Mir', withCheckDigit('220012345678901')],
    ['Troy', withCheckDigit('979212345678901')],
    ['in groups', '4242 4242 4242 4242'],
    ['with hyphens', '4242-4242-4242-4242'],
    ['digit by digit', '4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2'],
    ['with no-break spaces', '4242\u00a04242\u00a04242\u00a04242'],
    ['with en dashes', '4242–4242–4242–4242'],
    ['with a soft hyphen inside', '42424242\u00ad42424242'],
    ['in fullwidth digits', '4242424242424242'],
    ['before an expiry date', '4242-4242-4242-4242 12'],
    ['in a sentence', 'card 4242 4242 4242 4242 exp 12/30'],
    ['after other digits', 'order 12 4242424242424242'],
    ['after a colon', 'pan:4242424242424242'],
    ['after a word and a hyphen', 'card-4242424242424242'],
    ['before a word', '4242424242424242 visa'],
    ['on track one', '%B4242424242424242^DOE/JANE^3012'],
    ['on track two', ';4242424242424242=3012101'],
    ['in a URL', 'https://shop.example/?pan=4242424242424242&x=1'],
    ['after a plus sign, too long for a telephone', '+4242424242424242'],
  ])('%s', (_what, text) => {
    expect(containsCardNumber(text)).toBe(true);
  });

  it('always, however it is grouped and whatever stands around it', () => {
    const gap = fc.constantFrom('', ' ', '-', ' - ');
    const around = fc.stringMatching(/^[a-z ,.:;]{0,10}[ ,.:;]$/);
    fc.assert(
      fc.property(visaOfSomeLength, fc.array(gap, { minLength: 18 }), around, (card, gaps, text) => {
        const grouped = Array.from(card, (digit, index) => `${digit}${gaps[index] ?? ''}`).join('');
        expect(containsCardNumber(`${text}${grouped}${text.split('').reverse().join('')}`)).toBe(true);
      }),
    );
  });
});

describe('what is no card number passes', () => {
  it.each([
    ['nothing', ''],
    ['twelve digits', withCheckDigit('50000000000')],
    ['twenty digits', withCheckDigit('4242424242424242424')],
    ['a wrong check digit', '4242424242424241'],
    ['two digits exchanged', '2442424242424242'],
    ['no known range', withCheckDigit('112345678901234')],
    ['a length its network does not use', withCheckDigit('42424242424242')],
    ['an order number with a prefix', `ord_${visa}`],
    ['an order number with letters before it', `ORD${visa}`],
    ['digits in a hash', `9f${visa}ab`],
    ['digits parted by commas', '4242,4242,4242,4242'],
    ['a UUID that looks like a card', '42424242-4242-4242-8000-aaaaaaaaaaaa'],
    ['a telephone number that looks like a card', '+4915123456787'],
    ['an RFC 3339 time', '2026-11-22T10:00:00.000Z'],
    ['milliseconds since the epoch', '1795341600000'],
    ['an IPv4 address', '203.0.113.9'],
    ['a compact IBAN', 'DE89370400440532013000'],
  ])('%s', (_what, text) => {
    expect(containsCardNumber(text)).toBe(false);
  });

  it('always, with one digit changed', () => {
    const change = fc.record({ index: fc.nat({ max: 12 }), by: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(visaOfSomeLength, change, (card, { index, by }) => {
        const digits = Array.from(card);
        digits[index] = String((Number(digits[index]) + by) % 10);
        expect(containsCardNumber(digits.join(''))).toBe(false);
      }),
    );
  });

  it('always, in any UUID and any time since the epoch from 2002 to 2038', () => {
    const [min, max] = [Date.UTC(2002, 0, 1), Date.UTC(2039, 0, 1)];
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min, max }), (uuid, ms) => {
        expect(containsCardNumber(`${uuid} ${uuid}`)).toBe(false);
        expect(containsCardNumber(String(ms))).toBe(false);
        expect(containsCardNumber(String(ms * 1000))).toBe(false);
        expect(containsCardNumber(`${ms}000000`)).toBe(false);
      }),
    );
  });
});

describe('where a card number stands in a JSON value', () => {
  it.each([
    ['the value itself', visa, ''],
    ['a field', { customer: { id: visa } }, '/customer/id'],
    ['an item', { items: ['a', { note: `card ${visa}` }] }, '/items/1/note'],
    ['a number', { attributes: { pan: 4242424242424242 } }, '/attributes/pan'],
    ['a negative number', [-4242424242424242], '/0'],
    ['a number with a fraction', [4222222222222.5], '/0'],
    ['a number whose last digits a double has lost', JSON.parse('[6212345678901234567]'), '/0'],
    ['a field whose name needs escaping', { 'a/b~c': visa }, '/a~1b~0c'],
    ['a key, which is not repeated', { attributes: { [visa]: 1 } }, '/attributes'],
    ['the first of two', { a: visa, b: visa }, '/a'],
  ])('%s', (_what, value, pointer) => {
    expect(findCardNumber(value)).toBe(pointer);
  });

  it.each([
    ['none at all', { transactionId: 'order-1001', amount: 12999, attributes: { giftCard: false, n: null } }],
    ['the largest amount', { amount: 1_000_000_000_000 }],
    ['an array index', Array.from({ length: 20 }, () => 4)],
    ['a number beyond every card', [1e21, 6.2e19, Number.NaN, Number.POSITIVE_INFINITY]],
  ])('nowhere: %s', (_what, value) => {
    expect(findCardNumber(value)).toBeUndefined();
  });
});
