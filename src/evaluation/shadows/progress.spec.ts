import { progressAfter } from './progress';

/** As ids compare. */
const [at1, at2, at3, at4, at5] = ['1', '2', '3', '4', '5'] as const;

describe('the progress of a shadow', () => {
  it.each([
    ['as far as it was decided, where nothing can be committed there any more', at5, at4],
    ['to the horizon, where something still can', at3, at3],
    ['no further than it was, where something can be committed all over it', at1, at2],
  ])('is settled %s', (_how, horizon, settledThrough) => {
    const shadow = { readThrough: at2, settledThrough: at2 };
    expect(progressAfter(shadow, { after: at2, upTo: at4 }, horizon)).toEqual({
      readThrough: at4,
      settledThrough,
    });
  });

  it('is not settled beyond what was left out', () => {
    const shadow = { readThrough: at3, settledThrough: at1 };
    expect(progressAfter(shadow, { after: at3, upTo: at4 }, at5)).toEqual({
      readThrough: at4,
      settledThrough: at1,
    });
  });

  it('never goes back, whoever was there before', () => {
    const shadow = { readThrough: at5, settledThrough: at4 };
    expect(progressAfter(shadow, { after: at1, upTo: at2 }, at3)).toEqual(shadow);
  });

  it('catches up where it reads again what may have come late', () => {
    const shadow = { readThrough: at4, settledThrough: at1 };
    expect(progressAfter(shadow, { after: at1, upTo: at3 }, at5)).toEqual({
      readThrough: at4,
      settledThrough: at3,
    });
  });
});
