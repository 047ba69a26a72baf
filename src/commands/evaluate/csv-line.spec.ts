import { csvCells } from './csv-line';

describe('csvCells', () => {
  it.each([
    ['a,b,c', ['a', 'b', 'c']],
    ['a,,', ['a', '', '']],
    ['"a, b","say ""hi""",c', ['a, b', 'say "hi"', 'c']],
    ['"",x', ['', 'x']],
  ])('%s', (text, cells) => {
    expect(csvCells(text)).toEqual(cells);
  });

  it.each(['a,"b', '"a"b,c', 'a"b,c'])('refuses %s', (text) => {
    expect(() => csvCells(text)).toThrow('the quotes do not match');
  });
});
