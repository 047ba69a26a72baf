import fc from 'fast-check';
import { NIL_UUID, formatId, newUuid, parseId, uuidLowerBound, uuidTime, uuidUpperBound } from './typeid';
import type { IdPrefix } from './typeid';

const prefix = fc.constantFrom<IdPrefix>('tenant', 'key', 'eval', 'agent', 'agentkey', 'erasure');
const millisecond = fc.integer({ min: 0, max: 2 ** 48 - 2 });
const uuid = millisecond.map(newUuid);

describe('TypeID', () => {
  it('agrees with the test vector of the specification', () => {
    expect(formatId('eval', '01890a5d-ac96-774b-bcce-b302099a8057')).toBe('eval_01h455vb4pex5vsknk084sn02q');
    expect(parseId('eval', 'eval_01h455vb4pex5vsknk084sn02q')).toBe('01890a5d-ac96-774b-bcce-b302099a8057');
  });

  it('always reads back what it wrote, and never under another prefix', () => {
    fc.assert(
      fc.property(prefix, prefix, uuid, (written, asked, id) => {
        expect(parseId(asked, formatId(written, id))).toBe(asked === written ? id : undefined);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['no suffix', 'eval_'],
    ['one character too few', 'eval_01h455vb4pex5vsknk084sn02'],
    ['one character too many', 'eval_01h455vb4pex5vsknk084sn02qq'],
    ['more than 128 bits', 'eval_81h455vb4pex5vsknk084sn02q'],
    ['a letter that base32 leaves out', 'eval_01h455vb4pex5vsknk084sn0lu'],
    ['capital letters', 'eval_01H455VB4PEX5VSKNK084SN02Q'],
    ['a bare UUID', '01890a5d-ac96-774b-bcce-b302099a8057'],
    ['another prefix', 'key_01h455vb4pex5vsknk084sn02q'],
    ['a prefix that only begins alike', 'evaluation_01h455vb4pex5vsknk084sn02q'],
    ['a line break behind', 'eval_01h455vb4pex5vsknk084sn02q\n'],
    ['a UUID of another version', 'eval_00041061050r3gg28a1c60t3gf'],
  ])('does not take %s for an id', (_what, text) => {
    expect(parseId('eval', text)).toBeUndefined();
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseId('eval', text)).toBeUndefined();
        expect(parseId('eval', `eval_${text}`)).toBeUndefined();
      }),
    );
  });

  it('always sorts as time does, as a UUID and as an id', () => {
    fc.assert(
      fc.property(millisecond, millisecond, (one, other) => {
        fc.pre(one < other);
        const [earlier, later] = [newUuid(one), newUuid(other)];
        expect(earlier < later).toBe(true);
        expect(formatId('eval', earlier) < formatId('eval', later)).toBe(true);
      }),
    );
  });

  it('always tells the time that a UUID was made at, and sorts behind none at all', () => {
    fc.assert(
      fc.property(millisecond, (atMs) => {
        expect(uuidTime(newUuid(atMs))).toBe(atMs);
        expect(NIL_UUID < newUuid(atMs)).toBe(true);
      }),
    );
  });

  it('bounds every UUID of a millisecond from below, and none of the millisecond before', () => {
    fc.assert(
      fc.property(millisecond, (atMs) => {
        const bound = uuidLowerBound(atMs);
        expect(bound <= newUuid(atMs)).toBe(true);
        expect(newUuid(atMs) < uuidLowerBound(atMs + 1)).toBe(true);
        expect(newUuid(atMs) <= uuidUpperBound(atMs)).toBe(true);
        expect(uuidUpperBound(atMs) < newUuid(atMs + 1)).toBe(true);
        expect(parseId('audit', formatId('audit', bound))).toBe(bound);
      }),
    );
  });
});
