import { nearestName } from './nearest-name';

describe('the name that was meant', () => {
  const names = ['transaction.amount', 'customer.id', 'customer.country', 'device.id'];

  it.each([
    ['transaction.amuont', 'transaction.amount'],
    ['custmer.id', 'customer.id'],
    ['customer.ids', 'customer.id'],
    ['transaction.amo', 'transaction.amount'],
    ['transaction.am', undefined],
    ['constructor', undefined],
    ['x'.repeat(65), undefined],
  ])('of %s is %s', (name, meant) => {
    expect(nearestName(name, names)).toBe(meant);
  });

  it('is the nearest, not the first that is near', () => {
    expect(nearestName('abcd', ['abxx', 'abcx', 'axxd'])).toBe('abcx');
  });

  it('is none where nothing of the name is left', () => {
    expect(nearestName('ab', ['xy', 'abc'])).toBe('abc');
    expect(nearestName('ab', ['xy'])).toBeUndefined();
  });
});
