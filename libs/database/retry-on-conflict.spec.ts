import { retryOnConflict } from './retry-on-conflict';

const conflict = (code: string, table?: string): Error => Object.assign(new Error(code), { code, table });

async function triesUntilDone(errors: readonly Error[], maxTries = 3): Promise<number> {
  let tries = 0;
  await retryOnConflict(maxTries, ['profiles'], () => {
    const error = errors[tries];
    tries += 1;
    return error === undefined ? Promise.resolve() : Promise.reject(error);
  });
  return tries;
}

describe('retryOnConflict', () => {
  it('runs once what succeeds', async () => {
    await expect(triesUntilDone([])).resolves.toBe(1);
  });

  it.each([
    ['a serialization failure', conflict('40001')],
    ['a deadlock', conflict('40P01')],
    ['a row that another transaction inserted first', conflict('23505', 'profiles')],
    [
      'the same through the wrapper of the ORM',
      Object.assign(new Error(), { driverError: conflict('40P01') }),
    ],
  ])('tries again after %s', async (_, error) => {
    await expect(triesUntilDone([error, error])).resolves.toBe(3);
  });

  it.each([
    ['a unique violation elsewhere', conflict('23505', 'policies')],
    ['another error of the database', conflict('57014')],
    ['an error that is none of the database', new Error('x')],
  ])('does not try again after %s', async (_, error) => {
    await expect(triesUntilDone([error])).rejects.toBe(error);
  });

  it('gives up after the last try with its error', async () => {
    const error = conflict('40001');
    await expect(triesUntilDone([error, error, error])).rejects.toBe(error);
  });
});
