import { PingsUnderWay } from './pings-under-way';

/** A test that lasts until it is told to end. */
function lasting(): { readonly work: () => Promise<string>; readonly end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<string>((resolve) => {
    end = () => {
      resolve('ended');
    };
  });
  return {
    work: () => ended,
    end: () => {
      end();
    },
  };
}

describe('the tests of endpoints that are under way', () => {
  it('are one for each endpoint, and another when it has ended, in whichever way', async () => {
    const pings = new PingsUnderWay();
    const { work, end } = lasting();
    const first = pings.hold('a', work);
    await expect(pings.hold('a', work)).rejects.toMatchObject({ code: 'conflict' });
    await expect(pings.hold('b', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(pings.hold('b', () => Promise.resolve(1))).resolves.toBe(1);
    end();
    await expect(first).resolves.toBe('ended');
    await expect(pings.hold('a', () => Promise.resolve(2))).resolves.toBe(2);
  });

  it('are 64 at most', async () => {
    const pings = new PingsUnderWay();
    const { work, end } = lasting();
    const all = Array.from({ length: 64 }, (_, n) => pings.hold(String(n), work));
    await expect(pings.hold('more', work)).rejects.toMatchObject({
      ...{ code: 'unavailable', headers: { 'Retry-After': '5' } },
    });
    end();
    await Promise.all(all);
    await expect(pings.hold('more', work)).resolves.toBe('ended');
  });
});
