import { RecentDownloads } from './recent-downloads';

describe('recent downloads', () => {
  it('are told of at once, and again a minute later', () => {
    const recent = new RecentDownloads();
    expect(recent.isNew('one', 0)).toBe(true);
    expect(recent.isNew('one', 59_999)).toBe(false);
    expect(recent.isNew('another', 59_999)).toBe(true);
    expect(recent.isNew('one', 60_000)).toBe(true);
    expect(recent.isNew('one', 119_999)).toBe(false);
  });

  it('are remembered up to ten thousand, the oldest forgotten first', () => {
    const recent = new RecentDownloads();
    for (let n = 0; n <= 10_000; n += 1) recent.isNew(`download ${n}`, n);
    expect(recent.isNew('download 1', 10_001)).toBe(false);
    expect(recent.isNew('download 0', 10_001)).toBe(true);
  });
});
