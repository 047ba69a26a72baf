import { DatabaseBusyError, isDatabaseUnavailable, isDatabaseUnreachable } from './database-error';

const withCode = (code: string): Error => Object.assign(new Error('x'), { code });

describe('isDatabaseUnavailable', () => {
  it.each([
    ['a refused connection', withCode('ECONNREFUSED')],
    ['a broken connection', withCode('08006')],
    ['a server that shuts down', withCode('57P01')],
    ['too many connections', withCode('53300')],
    ['a full disk', withCode('53100')],
    ['more to do than gets done', new DatabaseBusyError('1024 others wait already')],
    ['a lock that others held for too long', withCode('55P03')],
    ['a deadlock at the last try', withCode('40P01')],
    ['a serialization failure at the last try', withCode('40001')],
    [
      'the same through the wrapper of the ORM',
      Object.assign(new Error('x'), { driverError: withCode('ECONNRESET') }),
    ],
    ['a connection that ended', new Error('Connection terminated unexpectedly')],
    ['a connection that was closed', new Error('Client was closed and is not queryable')],
    ['a pool that got none in time', new Error('timeout exceeded when trying to connect')],
  ])('is so for %s', (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  it.each([
    ['a unique violation', withCode('23505')],
    ['a statement that took too long', withCode('57014')],
    ['a missing file', withCode('ENOENT')],
    ['an error of ours', new Error('a tenant has a policy')],
    ['nothing', undefined],
    ['a text', 'Connection terminated unexpectedly'],
  ])('is not so for %s', (_, error) => {
    expect(isDatabaseUnavailable(error)).toBe(false);
  });
});

describe('isDatabaseUnreachable', () => {
  it.each([
    ['a refused connection', withCode('ECONNREFUSED'), true],
    ['a server that shuts down', withCode('57P01'), true],
    ['a connection that has been silent for too long', new Error('Query read timeout'), true],
    ['a lock that others held for too long', withCode('55P03'), false],
    ['a deadlock at the last try', withCode('40P01'), false],
    ['more to do than gets done', new DatabaseBusyError('1024 others wait already'), false],
  ])('of %s', (_, error, expected) => {
    expect(isDatabaseUnreachable(error)).toBe(expected);
  });
});
