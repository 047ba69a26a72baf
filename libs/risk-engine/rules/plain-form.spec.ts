import { plainForm } from './plain-form';

describe('the plain form of a rule', () => {
  const source = 'size(a) > 3 && b';
  const plain = plainForm(source, [
    { start: 10, end: 11, text: '3.0' },
    { start: 0, end: 0, text: 'double(' },
    { start: 7, end: 7, text: ')' },
  ]);

  it('has every edit in its place', () => {
    expect(plain.text).toBe('double(size(a)) > 3.0 && b');
  });

  it.each([
    ['size', 0],
    ['a)', 5],
    ['>', 8],
    ['3.0', 10],
    ['0 &&', 10],
    ['&&', 12],
    ['b', 15],
  ])('leads an error at "%s" back to where its author wrote it', (place, offset) => {
    const at = place === 'b' ? plain.text.lastIndexOf(place) : plain.text.indexOf(place);
    expect(plain.sourceOffset(at)).toBe(offset);
  });

  it('is the source where there is nothing to edit', () => {
    const same = plainForm(source, []);
    expect(same.text).toBe(source);
    expect(same.sourceOffset(9)).toBe(9);
  });
});
