import { roundRatio } from './wording';

describe('roundRatio', () => {
  it.each([
    [3.8009, 3.8],
    [3, 3],
    [3.95, 4],
    [1, 1],
    [0.0166, 0.017],
    [0, 0],
    [1_234_567.89, 1_234_567.9],
  ])('shows %d as %d', (ratio, shown) => {
    expect(roundRatio(ratio)).toBe(shown);
  });
});
