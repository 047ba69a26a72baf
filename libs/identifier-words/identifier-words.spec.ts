import { ERASED, IdentifierWords } from './identifier-words';

describe('an identifier as a word', () => {
  it.each([
    ['c-1', 'c-1', true],
    ['c-1', 'the customer c-1 called', true],
    ['c-1', '(c-1)', true],
    ['c-1', 'c-1.', true],
    ['c-1', 'C-1', false],
    ['c-1', 'c-12', false],
    ['c-1', 'abc-1', false],
    ['c-1', 'éc-1', false],
    ['10.0.0.1', '10.0.0.1', true],
    ['10.0.0.1', '10.0.0.12', false],
    ['10.0.0.1', '10a0b0c1', false],
    ['a+b(c)[d]', 'by a+b(c)[d] today', true],
    ['ünï', 'x ünï y', true],
    ['ünï', 'ünïx', false],
    ['$&€', 'pays $&€ cash', true],
  ])('%j in %j: %s', (identifier, text, isIn) => {
    expect(new IdentifierWords(identifier).areIn(text)).toBe(isIn);
  });

  it('is found again and again: nothing is remembered from one text to the next', () => {
    const words = new IdentifierWords('c-1');
    expect([words.areIn('c-1'), words.areIn('c-1'), words.areIn('x'), words.areIn('c-1')]).toEqual([
      ...[true, true, false, true],
    ]);
  });

  it.each<[value: unknown, isIn: boolean]>([
    [{ a: [{ b: 'of c-1' }] }, true],
    [{ 'c-1': 1 }, true],
    [{ a: 'c-12', b: [null, true, 5] }, false],
    [null, false],
  ])('in %j: %s', (value, isIn) => {
    expect(new IdentifierWords('c-1').areInValue(value)).toBe(isIn);
  });

  it.each<[identifier: string, value: unknown, isIn: boolean]>([
    ['c-1', { data: [{ note: 'of c-1' }] }, true],
    ['c-1', { mandate: { counterparties: ['m-1', 'c-1'] } }, true],
    ['c-1', { reasoning: 'of c-1', 'c-1': 1 }, false],
    ['11', { note: '11' }, true],
    ['11', { note: 'at 11 sharp', createdAt: '2026-11-28T11:00:00.000Z', version: 11, 11: true }, false],
    ['7', { reason: 'of 7', counts: { evaluations: 7 } }, false],
    ['a', { name: 'a' }, true],
    ['a', { name: 'a shop' }, false],
    ['allow', { decision: 'allow', after: { status: 'allow' } }, false],
  ])('%j is looked for among the words of the tenant’s, as in %j: %s', (identifier, value, isIn) => {
    expect(new IdentifierWords(identifier).areInWords(value)).toBe(isIn);
  });

  it('may be a number where it looks like one', () => {
    const words = new IdentifierWords('42');
    expect([words.areInValue({ a: 42 }), words.areInValue({ a: 421 })]).toEqual([true, false]);
  });

  it('is erased wherever it stands, and nothing else is', () => {
    expect(new IdentifierWords('c-1').erasedFrom('c-1, c-12 and c-1')).toBe(`${ERASED}, c-12 and ${ERASED}`);
  });

  it('is looked for as JSON writes it', () => {
    expect(JSON.stringify({ a: 'a"b\\c' })).toContain(new IdentifierWords('a"b\\c').inJson);
  });
});
