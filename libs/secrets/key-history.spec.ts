import { KeyHistory } from './key-history';

const at = (day: number): Date => new Date(Date.UTC(2026, 0, day));

describe('KeyHistory', () => {
  const history = new KeyHistory(
    ['k3', 'k2', 'k1'],
    new Map([
      ['k1', at(1)],
      ['k2', at(2)],
      ['k3', at(3)],
    ]),
  );

  it('tells the newest from the others', () => {
    expect([history.newest, history.superseded]).toEqual(['k3', ['k2', 'k1']]);
  });

  it.each([
    ['k3', null],
    ['k2', at(3)],
    ['k1', at(2)],
    // Not loaded any more: the newest has taken its place at the latest.
    ['k0', at(3)],
  ])('says since when there is a newer key than %s', (kid, since) => {
    expect(history.supersededAt(kid)).toEqual(since);
  });
});
