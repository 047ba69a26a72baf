import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { published } from '../site/published';

/** What card data are called, in whatever spelling. */
const CARD_DATA =
  /^(?:(?:card|cc|credit|debit|payment|pan|primary|account)*(?:number|pan)|cardnumber|pan|cvc2?|cvv2?|csc|cid|securitycode|card(?:code|holder)?|exp(?:iry|iration)?(?:date|month|year)?|track[12]?|pin)$/;

const isCardData = (name: string): boolean => CARD_DATA.test(name.toLowerCase().replace(/[^a-z0-9]/g, ''));

describe('card data', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());

  it('are what no field of a request is called', () => {
    const { components, paths } = published(api);
    const bodies = Object.entries(components.schemas).filter(([name]) => name.endsWith('Dto'));
    const fields = bodies.flatMap(([name, { properties = {} }]) =>
      Object.keys(properties).map((field) => [name, field] as const),
    );
    expect(fields.length).toBeGreaterThan(60);
    expect(fields.filter(([, field]) => isCardData(field))).toEqual([]);
    const parameters = Object.values(paths)
      .flatMap((item) => Object.values(item))
      .flatMap((operation) => (operation as { parameters?: { name: string }[] }).parameters ?? []);
    expect(parameters.length).toBeGreaterThan(20);
    expect(parameters.filter(({ name }) => isCardData(name))).toEqual([]);
  });

  it.each([
    'cardNumber',
    'card_number',
    'pan',
    'cvc',
    'CVV2',
    'security-code',
    'expiryMonth',
    'exp_year',
    'track2',
  ])('would be known by the name %s', (name) => {
    expect(isCardData(name)).toBe(true);
  });
});
