import { agreementOf, counted, NOTHING_DECIDED } from './agreement';
import type { DecisionPair } from './agreement';

const agree = { live: 'allow', shadow: 'allow' } as const;
const stricter = { live: 'allow', shadow: 'block' } as const;
const milder = { live: 'block', shadow: 'allow' } as const;

function agreementAfter(...pairs: DecisionPair[]): ReturnType<typeof agreementOf> {
  return agreementOf(counted(NOTHING_DECIDED, pairs));
}

describe('the agreement of a shadow', () => {
  it('is unknown before anything is decided', () => {
    expect(agreementAfter()).toEqual({ decided: 0, agreed: 0, agreement: null, changed: [] });
  });

  it('is 1 where all are decided alike, and 0 where none is', () => {
    expect(agreementAfter(agree, { live: 'review', shadow: 'review' })).toMatchObject({ agreement: 1 });
    expect(agreementAfter(stricter)).toMatchObject({ decided: 1, agreed: 0, agreement: 0 });
  });

  it('counts each kind of change by itself, from the live decision to its own', () => {
    expect(agreementAfter(stricter, agree, milder, stricter)).toEqual({
      ...{ decided: 4, agreed: 1, agreement: 0.25 },
      changed: [
        { from: 'allow', to: 'block', count: 2 },
        { from: 'block', to: 'allow', count: 1 },
      ],
    });
  });

  it('adds to what was counted before, and leaves that as it was', () => {
    const before = counted(NOTHING_DECIDED, [agree, stricter]);
    expect(agreementOf(counted(before, [agree])).agreed).toBe(2);
    expect(agreementOf(before).agreed).toBe(1);
    expect(agreementOf(NOTHING_DECIDED).decided).toBe(0);
  });
});
