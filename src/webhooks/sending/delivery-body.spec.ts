import { deliveryBody } from './delivery-body';

const EVENT = {
  tenantId: '019aa000-0000-7000-8000-000000000001',
  eventId: '019aa000-0000-7000-8000-000000000002',
  type: 'evaluation.held',
  mode: 'live',
  createdAt: new Date('2026-11-22T10:00:00.123Z'),
};

describe('the body of a delivery', () => {
  it('is the event as customers know it', () => {
    expect(JSON.parse(deliveryBody({ ...EVENT, data: '{"score":47}' }).toString())).toEqual({
      id: expect.stringMatching(/^event_[0-9a-z]{26}$/),
      type: 'evaluation.held',
      timestamp: '2026-11-22T10:00:00.123Z',
      tenantId: expect.stringMatching(/^tenant_[0-9a-z]{26}$/),
      mode: 'live',
      data: { score: 47 },
    });
  });

  it('holds the data byte for byte, whatever JSON would make of it', () => {
    const data = '{ "amount": 1.0e2, "big": 12345678901234567890, "name": "Zoë \\u00e9", "b": 1, "a": 2 }';
    expect(deliveryBody({ ...EVENT, data }).toString()).toContain(`"mode":"live","data":${data}}`);
  });
});
