import { progressText } from './progress';

describe('progressText', () => {
  it.each([
    [{ rows: 1200, share: 0.25 }, 3, '1,200 rows, 400/s, 25 %, 0:09 left'],
    [{ rows: 1200, share: 0.1 }, 60, '1,200 rows, 20/s, 10 %, 9:00 left'],
    [{ rows: 5, share: undefined }, 1, '5 rows, 5/s'],
    [{ rows: 0, share: 0 }, 0, '0 rows, 0/s'],
  ])('%j after %d s: %s', (state, elapsedSeconds, text) => {
    expect(progressText(state, elapsedSeconds)).toBe(text);
  });
});
