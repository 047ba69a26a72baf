import { deliveryLine, deliveryText } from './delivery-line';
import type { ShownDelivery } from './delivery-line';

const DELIVERY: ShownDelivery = {
  at: new Date('2026-11-22T10:00:01.500Z'),
  id: 'event_01',
  body: Buffer.from('{"type":"evaluation.held"}'),
  verification: { isValid: true, version: 'v1' },
};

describe('the line of a delivery', () => {
  it.each([
    ['10:00:01  evaluation.held         event_01  v1', {}],
    ['10:00:01  -                       event_01  v1', { body: Buffer.from('no JSON') }],
    ['10:00:01  -                       event_01  v1', { body: Buffer.from('{"type":1}') }],
    [
      '10:00:01  evaluation.held         event_01  v1  -> 200 in 12 ms',
      { forwarded: { answer: { status: 200 }, durationMs: 12 } },
    ],
    [
      '10:00:01  evaluation.held         event_01  v1  -> no answer (ECONNREFUSED)',
      { forwarded: { answer: { status: 502 }, durationMs: 12, error: 'ECONNREFUSED' } },
    ],
    [
      '10:00:01  refused: too_old',
      { id: '\u001b[2J', verification: { isValid: false, reason: 'too_old' } as const },
    ],
  ])('%s', (line, over) => {
    expect(deliveryLine({ ...DELIVERY, ...over })).toBe(line);
  });

  it('is followed by the body, where it is wanted', () => {
    expect(deliveryText(Buffer.from('{"a":{"b":1}}'))).toBe('{\n  "a": {\n    "b": 1\n  }\n}');
    expect(deliveryText(Buffer.from('no JSON'))).toBe('no JSON');
  });
});
