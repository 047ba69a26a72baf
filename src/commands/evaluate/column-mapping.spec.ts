import { mapColumns } from './column-mapping';

const generated = ['transactionId', 'unixSeconds', 'customerId', 'terminalId', 'amount', 'fraud', 'scenario'];

describe('mapColumns', () => {
  it('knows the columns of the generate command, and that their amounts are in major units', () => {
    expect(mapColumns(generated, [])).toEqual({
      isGenerated: true,
      sources: [
        { field: 'transactionId', column: 0 },
        { field: 'occurredAt', column: 1 },
        { field: 'customer.id', column: 2 },
        { field: 'counterparty.id', column: 3 },
        { field: 'amount', column: 4 },
        { field: 'label', column: 5 },
      ],
      unusedColumns: ['scenario'],
    });
  });

  it('takes columns that are named like fields of the API, and no amount for major units', () => {
    const columns = ['transactionId', 'amount', 'customer.id', 'attributes.basket', 'note'];
    const mapping = mapColumns(columns, []);
    expect(mapping.isGenerated).toBe(false);
    expect(mapping.sources.map(({ field }) => field)).toEqual(columns.slice(0, 4));
    expect(mapping.unusedColumns).toEqual(['note']);
  });

  it('lets --map override a name, and set one value for every row', () => {
    const { sources } = mapColumns(
      ['transactionId', 'amount', 'cents', 'card'],
      ['amount=cents', 'customer.id=card', 'type:=payout'],
    );
    expect(sources).toEqual([
      { field: 'transactionId', column: 0 },
      { field: 'amount', column: 2 },
      { field: 'customer.id', column: 3 },
      { field: 'type', constant: 'payout' },
    ]);
  });

  it.each([
    [['amount', 'customer.id'], [], 'No column for transactionId: name it with --map transactionId=COLUMN'],
    [['transactionId', 'amount'], [], 'No column for customer.id'],
    [generated, ['label=nowhere'], 'no column "nowhere"'],
    [generated, ['card.number=amount'], '"card.number" is not a field'],
    [generated, ['attributes.=amount'], '"attributes." is not a field'],
    [generated, ['amount'], '--map takes FIELD=COLUMN or FIELD:=VALUE, not "amount"'],
    [['amount', 'amount'], [], 'Two columns of the header have one name'],
  ])('says what is wrong with %j and %j', (columns, entries, message) => {
    expect(() => mapColumns(columns, entries)).toThrow(message);
  });
});
