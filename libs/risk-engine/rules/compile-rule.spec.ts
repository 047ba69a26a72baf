import { sampleFacts } from '../sample-facts';
import { compileRule } from './compile-rule';
import type { CompiledRule } from './compile-rule';
import { RuleFailure } from './rule-failure';
import { ruleContext } from './rule-context';
import type { RuleFacts } from './rule-facts';

const FACTS: RuleFacts = {
  ...sampleFacts({
    transaction: {
      instrument: { id: 'card-fp-9', country: 'ES' },
      counterparty: { id: 'm-7', country: 'IE' },
      attributes: { basket: 3, coupon: 'XMAS', gift: true, 'két szó': 'x', constructor: 'own' },
    },
    customer: { last24h: { count: 4, amount: 700, average: 175 } },
  }),
  lists: { trusted: ['c-42'], coupons: ['XMAS'] },
};

function compiled(source: string): CompiledRule {
  const compilation = compileRule(source, { listNames: ['trusted', 'coupons', 'emptied', 'valueOf'] });
  if ('errors' in compilation) throw new Error(JSON.stringify(compilation.errors));
  return compilation.rule;
}

function failureOf(source: string): unknown {
  try {
    return compiled(source).evaluate(ruleContext(FACTS));
  } catch (failure) {
    return failure instanceof RuleFailure ? failure.code : failure;
  }
}

describe('a rule', () => {
  it.each([
    ['instrument.country != counterparty.country', true],
    ['transaction.amount > 5000', false],
    ['transaction.amount >= 5000', true],
    ['transaction.amount < 5000.5 && transaction.currency == "EUR"', true],
    ['transaction.type in ["payout", "payment"]', true],
    ['transaction.type in ["payout"]', false],
    ['transaction.amount in [1, -2.5, 5000]', true],
    ['0 - 5000 in [-5000] || transaction.amount in []', true],
    ['transaction.amount - 10000 == -5000', true],
    ['customer.isNew ? false : customer.last24h.count == 4', true],
    ['(customer.isNew ? "a" : "b") == "b"', true],
    ['(customer.isNew ? 1 : 2) + 0.5 == 2.5', true],
    ['device.ip.startsWith("203.") && device.ip.endsWith(".9") && device.ip.contains("113")', true],
    ['device.ip.startsWith("113")', false],
    ['!(customer.country == "ES")', true],
    ['"b" > "a" && true > false', true],
  ])('%s is %s', (source, expected) => {
    expect(compiled(source).evaluate(ruleContext(FACTS))).toBe(expected);
  });

  it('takes every number as a double, whatever it looks like', () => {
    const equal = [
      'transaction.amount == 5000',
      '3 * 2 > customer.last24h.count',
      '7 / 2 == 3.5',
      '-7 / 2 == -3.5',
      '7 % 4 == 3',
      '-7 % 4 == -3',
      '7.5 % 2 == 1.5',
      '0x10 == 16.0',
      '1 + 2 == 3.0',
      'size("abc") > 2',
      'size("abc") / 2 == 1.5',
      'size(customer.id) == size("c-42")',
      'size("👍") == 1',
      '9007199254740991 == 9007199254740991.0',
      '1e308 * 10 > 1e308',
    ];
    expect(equal.filter((source) => !compiled(source).evaluate(ruleContext(FACTS)))).toEqual([]);
  });

  it.each([
    ['1 / 0 > 1', 'division_by_zero'],
    ['transaction.amount / customer.last1h.count > 1', 'division_by_zero'],
    ['transaction.amount % (5 - 5) == 0', 'division_by_zero'],
    ['attributes["absent"] == 1', 'missing_attribute'],
    ['attributes["toString"] == 1', 'missing_attribute'],
    ['attributes["__proto__"] == 1', 'missing_attribute'],
    ['attributes["absent"] in lists.trusted', 'missing_attribute'],
    ['attributes["coupon"] > 3', 'wrong_type'],
    ['attributes["coupon"] > attributes["basket"]', 'wrong_type'],
    ['attributes["coupon"] * 2 > 3', 'wrong_type'],
    ['-attributes["coupon"] > 3', 'wrong_type'],
    ['!attributes["coupon"]', 'wrong_type'],
    ['attributes["coupon"] ? true : false', 'wrong_type'],
    ['attributes["coupon"] && true', 'wrong_type'],
    ['attributes["basket"].contains("3")', 'wrong_type'],
    ['size(attributes["basket"]) > 0', 'wrong_type'],
    ['attributes["coupon"] + attributes["coupon"] == "XMASXMAS"', 'wrong_type'],
  ])('%s fails with %s, for its onError to settle', (source, code) => {
    expect(failureOf(source)).toBe(code);
  });

  it.each([
    ['attributes["absent"] > 1 || transaction.amount == 5000', true],
    ['transaction.amount == 5000 || attributes["absent"] > 1', true],
    ['attributes["absent"] > 1 && transaction.amount == 1', false],
    ['attributes["absent"] > 1 || transaction.amount == 1', 'missing_attribute'],
    ['attributes["absent"] > 1 && transaction.amount == 5000', 'missing_attribute'],
    ['attributes["absent"] > 1 || 1 / 0 > 1', 'division_by_zero'],
  ])('%s does not fail where the other side settles it: %s', (source, expected) => {
    expect(failureOf(source)).toBe(expected);
  });

  it.each([
    ['has(device.id)', true],
    ['has(customer.country)', false],
    ['has(instrument.bin)', false],
    ['has(attributes.basket)', true],
    ['has(attributes.absent)', false],
    ['has(attributes["két szó"])', true],
    ['has(attributes.toString)', false],
    ['"basket" in attributes', true],
    ['"absent" in attributes', false],
    ['has(attributes.basket) && attributes.basket == 3', true],
    ['has(attributes.absent) && attributes.absent == 3', false],
    ['attributes["constructor"] == "own"', true],
    ['attributes["basket"] == "3"', false],
    ['attributes["basket"] != "3"', true],
    ['attributes["basket"] in ["3"]', false],
    ['attributes["basket"] in [3]', true],
    ['attributes["gift"] && true', true],
  ])('tells what is there: %s is %s', (source, expected) => {
    expect(compiled(source).evaluate(ruleContext(FACTS))).toBe(expected);
  });

  it.each([
    ['customer.id in lists.trusted', true],
    ['device.id in lists.trusted', false],
    ['!(customer.id in lists.trusted)', false],
    ['attributes["coupon"] in lists.coupons', true],
    ['attributes["basket"] in lists.coupons', false],
    ['customer.country in lists.trusted', false],
    ['customer.id in lists.emptied', false],
    ['customer.id in lists.valueOf', false],
  ])('asks the lists as they stood: %s is %s', (source, expected) => {
    expect(compiled(source).evaluate(ruleContext(FACTS))).toBe(expected);
  });

  it('finds every list empty in facts that were recorded without lists', () => {
    expect(compiled('customer.id in lists.trusted').evaluate(ruleContext(sampleFacts()))).toBe(false);
  });

  it('shows what it refers to with the values of the day', () => {
    const source =
      'instrument.country != counterparty.country && transaction.amount > 10 * customer.last24h.average ' +
      '&& !(customer.id in lists.trusted) && attributes.basket < 2 && has(attributes["absent"]) && has(device.id)';
    expect(compiled(source).observed(ruleContext(FACTS))).toEqual({
      'instrument.country': 'ES',
      'counterparty.country': 'IE',
      'transaction.amount': 5000,
      'customer.last24h.average': 175,
      'customer.id': 'c-42',
      'customer.id in lists.trusted': true,
      'attributes["basket"]': 3,
      'attributes["absent"]': null,
      'device.id': 'd-1',
    });
  });

  it('keeps the words of its author', () => {
    const source = ' transaction.amount  >  1 // as agreed';
    expect(compiled(source).source).toBe(source);
  });
});
