import { Problem } from '@libs/http/problem';
import { DownloadSlots } from './download-slots';

describe('slots of downloads', () => {
  it('are two for each tenant, each given back once', () => {
    const slots = new DownloadSlots();
    const giveBack = slots.take('one');
    slots.take('one');
    expect(() => slots.take('one')).toThrow(Problem);
    slots.take('another');
    giveBack();
    giveBack();
    slots.take('one');
    expect(() => slots.take('one')).toThrow(Problem);
  });

  it('are twenty for all', () => {
    const slots = new DownloadSlots();
    const given = Array.from({ length: 20 }, (_, n) => slots.take(`tenant ${n}`));
    expect(() => slots.take('another')).toThrow(Problem);
    given[7]?.();
    slots.take('another');
  });
});
