import { allInOrder } from './all-in-order';

describe('all in order', () => {
  it('gives every value, also of what is no promise', async () => {
    await expect(allInOrder([Promise.resolve(1), 'two', Promise.resolve(3)])).resolves.toEqual([1, 'two', 3]);
  });

  it('fails with the first in order, whichever failed first', async () => {
    const slow = new Promise<never>((_, reject) => setImmediate(reject, new Error('the cause')));
    const fast = Promise.reject(new Error('its consequence'));
    await expect(allInOrder([Promise.resolve(1), slow, fast])).rejects.toThrow('the cause');
  });
});
