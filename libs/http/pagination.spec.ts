import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { PageOf, PageQuery, decodeCursor, encodeCursor, pageOf } from './pagination';
import { Problem } from './problem';

const identity = (row: string): string => row;

describe('a page', () => {
  it.each([
    [0, [], null],
    [1, ['a1'], null],
    [2, ['a1', 'a2'], null],
    [3, ['a1', 'a2'], 'a2'],
  ])('of two, from %i rows', (count, data, last) => {
    const rows = ['a1', 'a2', 'a3'].slice(0, count);
    expect(pageOf(rows, 2, identity)).toEqual({ data, nextCursor: last && encodeCursor(last) });
  });

  it('is described under a name of its own', () => {
    class Thing {
      id = '';
    }
    expect(PageOf(Thing).name).toBe('ThingPage');
  });
});

describe('a cursor', () => {
  it('always leads back to its row', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(decodeCursor(encodeCursor(uuid))).toBe(uuid);
      }),
    );
  });

  const cursor = encodeCursor('01890a5d-ac96-774b-bcce-b302099a8057');

  it.each([
    ['empty', ''],
    ['too short', cursor.slice(1)],
    ['too long', `${cursor}A`],
    ['not base64url', `${cursor.slice(0, 21)}+`],
    ['with bits that mean nothing', `${cursor.slice(0, 21)}_`],
  ])('that is %s points at itself as not valid', (_what, text) => {
    expect(() => decodeCursor(text)).toThrow(Problem);
    expect(() => decodeCursor(text)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        errors: [expect.objectContaining({ in: 'query', pointer: '/cursor' })],
      }),
    );
  });
});

describe('the query of a list', () => {
  const limitOf = (query: object): number | undefined => {
    const page = plainToInstance(PageQuery, query);
    return validateSync(page).length === 0 ? page.limit : undefined;
  };

  it.each([
    [{}, 20],
    [{ limit: '1' }, 1],
    [{ limit: '100' }, 100],
    [{ limit: '0' }, undefined],
    [{ limit: '101' }, undefined],
    [{ limit: '' }, undefined],
    [{ limit: '-1' }, undefined],
    [{ limit: '1.5' }, undefined],
    [{ limit: '1e1' }, undefined],
    [{ limit: '0x10' }, undefined],
    [{ limit: ['1', '2'] }, undefined],
    [{ cursor: 'x'.repeat(65) }, undefined],
  ])('%j asks for %s rows', (query, limit) => {
    expect(limitOf(query)).toBe(limit);
  });
});
