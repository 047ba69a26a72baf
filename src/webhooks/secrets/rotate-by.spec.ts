import { dueByAge, isRotationDue, rotateBy } from './rotate-by';

const DAY_MS = 24 * 3_600_000;
const day = (days: number): Date => new Date(Date.UTC(2026, 0, 1) + days * DAY_MS);
const made = { createdAt: day(0), expiresAt: null };

describe('rotateBy', () => {
  it.each([
    ['a year after it was made', null, day(365)],
    ['90 days after its master key was superseded', day(10), day(100)],
    ['no later than a year, though the master key was superseded since', day(300), day(365)],
    ['long ago, where the master key was superseded before', day(-200), day(-110)],
  ])('is %s', (_, supersededAt, due) => {
    expect(rotateBy(made, supersededAt)).toEqual(due);
  });

  it('is nothing once it was replaced', () => {
    expect(rotateBy({ ...made, expiresAt: day(1) }, day(0))).toBeNull();
    expect(isRotationDue({ ...made, expiresAt: day(1) }, day(0), day(1_000))).toBe(false);
  });
});

describe('isRotationDue', () => {
  it.each([
    ['not on the day 274', null, 274, false],
    ['on the day 275, 90 days ahead', null, 275, true],
    ['as soon as the master key was superseded', day(10), 10, true],
    ['not before it was', day(10), 9, false],
  ])('is told %s', (_, supersededAt, today, isDue) => {
    expect(isRotationDue(made, supersededAt, day(today))).toBe(isDue);
  });

  it('agrees with what is looked for by age', () => {
    expect(dueByAge(day(275))).toEqual(made.createdAt);
  });
});
