import { mapColumns } from './column-mapping';
import { bodyFromCells, bodyFromJson } from './transaction-body';

const options = { amountUnit: 'major', currency: 'EUR', time: undefined } as const;

function fromCsv(
  row: Readonly<Record<string, string>>,
  map: string[] = [],
): { body: unknown; label: unknown } {
  const { sources } = mapColumns(Object.keys(row), map);
  const { body, label } = bodyFromCells(Object.values(row), sources, options);
  return { body: JSON.parse(body), label };
}

const required = { transactionId: '17', 'customer.id': 'c', amount: '12.50' };

describe('bodyFromCells', () => {
  it('makes the request that a row of the generate command stands for, and keeps its label to itself', () => {
    const row = { transactionId: 's1x1', unixSeconds: '1522540831', customerId: 's1c5', terminalId: 's1t3' };
    expect(fromCsv({ ...row, amount: '57.16', fraud: '1', scenario: '2' })).toEqual({
      label: 1,
      body: {
        transactionId: 's1x1',
        occurredAt: '2018-04-01T00:00:31.000Z',
        customer: { id: 's1c5' },
        counterparty: { id: 's1t3' },
        amount: 5716,
        currency: 'EUR',
      },
    });
  });

  it('puts fields of one thing together and reads the times in them', () => {
    const { body } = fromCsv({ ...required, 'customer.country': 'ES', 'customer.createdAt': '0' });
    expect(body).toMatchObject({
      customer: { id: 'c', country: 'ES', createdAt: '1970-01-01T00:00:00.000Z' },
    });
  });

  it("moves the decimals of the row's own currency", () => {
    expect(fromCsv({ ...required, currency: 'KWD' }).body).toMatchObject({ amount: 12500, currency: 'KWD' });
    expect(fromCsv(required, ['currency:=USD']).body).toMatchObject({ amount: 1250, currency: 'USD' });
  });

  it('leaves out what a row does not say', () => {
    expect(fromCsv({ ...required, 'device.ip': '', currency: '', label: '' })).toEqual({
      label: undefined,
      body: { transactionId: '17', customer: { id: 'c' }, amount: 1250, currency: 'EUR' },
    });
  });

  it.each([
    ['3', 3],
    ['-0.5', -0.5],
    ['true', true],
    ['false', false],
    ['007', '007'],
    ['1e3', '1e3'],
    ['Infinity', 'Infinity'],
    ['blue', 'blue'],
  ])('reads an attribute %j as %j', (text, value) => {
    expect(fromCsv({ ...required, 'attributes.a.b': text }).body).toMatchObject({
      attributes: { 'a.b': value },
    });
  });

  it.each([
    [{ amount: 'twelve' }, '"twelve" is not an amount'],
    [{ label: 'maybe' }, '"maybe" is not a label'],
    [{ occurredAt: 'noon' }, '"noon" is not a time'],
  ])('says of a row with %j what is wrong', (wrong, message) => {
    expect(() => fromCsv({ ...required, ...wrong })).toThrow(message);
  });
});

describe('bodyFromJson', () => {
  it('sends the row as it is, without its label', () => {
    const row = { transactionId: 'a', amount: 1, currency: 'USD', customer: { id: 'c' } };
    const { body, label, transactionId } = bodyFromJson(JSON.stringify({ ...row, label: 'fraud' }), 'EUR');
    expect(JSON.parse(body)).toEqual(row);
    expect([label, transactionId]).toEqual([1, 'a']);
  });

  it('adds the currency to a row that names none, and makes no label up', () => {
    const { body, label } = bodyFromJson('{"transactionId":5}', 'EUR');
    expect(JSON.parse(body)).toEqual({ transactionId: 5, currency: 'EUR' });
    expect(label).toBeUndefined();
  });

  it.each([
    ['{"a":1', 'not JSON'],
    ['[1]', 'not a JSON object'],
    ['null', 'not a JSON object'],
    ['{"label":2}', '2 is not a label'],
  ])('refuses %s', (text, message) => {
    expect(() => bodyFromJson(text, 'EUR')).toThrow(message);
  });
});
