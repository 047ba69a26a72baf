import fc from 'fast-check';
import { newTraceId, traceIdFrom } from './trace';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parentId = '00f067aa0ba902b7';

describe('an incoming traceparent', () => {
  it.each([
    ['of version 00', `00-${traceId}-${parentId}-01`],
    ['that is not sampled', `00-${traceId}-${parentId}-00`],
    ['of a later version', `cc-${traceId}-${parentId}-01`],
    ['of a later version with more behind', `cc-${traceId}-${parentId}-01-what-the-future-brings`],
  ])('%s is continued', (_what, header) => {
    expect(traceIdFrom(header)).toBe(traceId);
  });

  it.each([
    ['that is missing', undefined],
    ['that is empty', ''],
    ['of version ff', `ff-${traceId}-${parentId}-01`],
    ['of version 00 with more behind', `00-${traceId}-${parentId}-01-x`],
    ['of a later version with more behind but no hyphen', `cc-${traceId}-${parentId}-01x`],
    ['with a trace id of zeros', `00-${'0'.repeat(32)}-${parentId}-01`],
    ['with a parent id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['in capitals', `00-${traceId.toUpperCase()}-${parentId}-01`],
    ['with a trace id that is too short', `00-${traceId.slice(1)}-${parentId}-01`],
    ['that is not hex', `00-${traceId.replace('4', 'g')}-${parentId}-01`],
    ['that came twice', `00-${traceId}-${parentId}-01, 00-${traceId}-${parentId}-01`],
  ])('%s is not', (_what, header) => {
    expect(traceIdFrom(header)).toBeUndefined();
  });

  it('is always read, whatever its valid ids are', () => {
    const hex = (digits: number): fc.Arbitrary<string> =>
      fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`)).filter((text) => /[^0]/.test(text));
    fc.assert(
      fc.property(hex(32), hex(16), hex(2), (trace, parent, flags) => {
        expect(traceIdFrom(`00-${trace}-${parent}-${flags}`)).toBe(trace);
      }),
    );
  });
});

it('a new trace id is 32 hex digits, and another each time', () => {
  expect(newTraceId()).toMatch(/^[0-9a-f]{32}$/);
  expect(newTraceId()).not.toBe(newTraceId());
});
