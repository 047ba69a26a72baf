import { isSamePlace, MAX_PASSES, placeBehind, placeOnceMore } from './erasure-progress';
import type { ErasurePlace } from './erasure-progress';

const START: ErasurePlace = { pass: 0, step: 0, cursor: null, found: 0, counts: {} };
const STEPS = 2;
const nothing = { counts: {}, next: undefined };

describe('an erasure goes on', () => {
  it('in the same step where more is left', () => {
    const place = placeBehind(START, { counts: { events: 3 }, next: 'x' }, STEPS);
    expect(place).toEqual({ pass: 0, step: 0, cursor: 'x', found: 3, counts: { events: 3 } });
  });

  it('with the next step, and keeps what it has counted', () => {
    const before = { ...START, cursor: 'x', found: 3, counts: { events: 3 } };
    const place = placeBehind(before, { counts: { events: 1, profiles: 1 }, next: undefined }, STEPS);
    expect(place).toEqual({ pass: 0, step: 1, cursor: null, found: 5, counts: { events: 4, profiles: 1 } });
  });

  it('from the start behind the last step, where this pass has found anything', () => {
    const before = { ...START, step: 1, found: 1, counts: { events: 1 } };
    expect(placeBehind(before, nothing, STEPS)).toEqual({
      ...{ pass: 1, step: 0, cursor: null, found: 0, counts: { events: 1 } },
    });
  });

  it('no more behind a pass that has found nothing', () => {
    const before = { ...START, pass: 1, step: 1, counts: { events: 1 } };
    expect(placeBehind(before, nothing, STEPS)).toEqual({ ...before, step: STEPS });
  });

  it('no more behind the last pass, whatever it has found', () => {
    const before = { ...START, pass: MAX_PASSES - 1, step: 1, found: 7 };
    expect(placeBehind(before, nothing, STEPS).step).toBe(STEPS);
  });

  it('once more where something came behind the last step', () => {
    const before = { ...START, pass: 1, step: STEPS, counts: { events: 1 } };
    expect(placeOnceMore(before, { evaluations: 2 })).toEqual({
      ...{ pass: 2, step: 0, cursor: null, found: 0, counts: { events: 1, evaluations: 2 } },
    });
  });
});

it.each<[Partial<ErasurePlace>, boolean]>([
  [{}, true],
  [{ counts: { events: 1 } }, true],
  [{ pass: 1 }, false],
  [{ step: 1 }, false],
  [{ cursor: 'x' }, false],
  [{ found: 1 }, false],
])('a place with %j is the same: %s', (change, isSame) => {
  expect(isSamePlace(START, { ...START, ...change })).toBe(isSame);
});
