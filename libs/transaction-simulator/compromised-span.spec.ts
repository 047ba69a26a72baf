import { CompromisedSpan } from './compromised-span';

describe('CompromisedSpan', () => {
  it.each([
    [3, true],
    [30, true],
    [31, false],
  ])('marked on day 3 for 28 days: day %d is %s', (day, compromised) => {
    const span = new CompromisedSpan(28, 5);
    span.mark([2], 3);
    expect(span.includes(2, day)).toBe(compromised);
  });

  it('touches nobody else', () => {
    const span = new CompromisedSpan(28, 5);
    span.mark([2], 0);
    expect([0, 1, 3, 4].some((member) => span.includes(member, 0))).toBe(false);
  });

  it('is prolonged, not doubled, when a member is drawn again', () => {
    const span = new CompromisedSpan(14, 1);
    span.mark([0], 0);
    span.mark([0], 10);
    expect(span.includes(0, 23)).toBe(true);
    expect(span.includes(0, 24)).toBe(false);
  });
});
