import { answerText } from './answer-text';

describe('the text of an answer', () => {
  it.each([
    ['', []],
    ['thank you', [...Buffer.from('thank you')]],
    ['a\u{fffd}b', [0x61, 0, 0x62]],
    ['a\u{fffd}b', [0x61, 0xff, 0x62]],
    ['€', [0xe2, 0x82, 0xac]],
    ['a', [0x61, 0xe2, 0x82]],
    ['\u{fffd}\u{fffd}\u{fffd}', [0xed, 0xa0, 0x80]],
    ['a', [0xef, 0xbb, 0xbf, 0x61]],
  ])('%j', (text, bytes) => {
    expect(answerText(Buffer.from(bytes))).toBe(text);
  });
});
