import type { FakeBooks } from './books';
import type { Form } from './form';
import type { FakePrice } from './objects';
import { array, get, list, object, PAGE, post, text } from './route';
import type { Route } from './route';
import { invalid } from './stripe-error';

/** What is charged for. */
export const CATALOGUE_ROUTES: readonly Route[] = [
  get(/^\/v1\/products\/(\w+)$/, {}, (books, { id }) => books.find(books.products, 'product', id)),
  post(/^\/v1\/products$/, { id: 'text', 'name!': 'text' }, (books, { form }) => {
    const product = { id: text(form['id']), object: 'product' as const };
    books.products.set(product.id, product);
    return product;
  }),
  get(/^\/v1\/prices$/, { ...PAGE, active: 'boolean', lookup_keys: ['text'] }, (books, { form }) => {
    const keys = array(form['lookup_keys']);
    if (keys.length > 10) throw invalid('lookup_keys takes at most 10.');
    return list([...books.prices.values()].filter(({ lookup_key: key }) => keys.includes(key ?? '')));
  }),
  post(
    /^\/v1\/prices$/,
    {
      ...{ 'currency!': 'text', product: 'text', lookup_key: 'text', unit_amount: 'integer' },
      ...{ billing_scheme: 'text', tiers_mode: 'text' },
      recurring: { 'interval!': 'text', usage_type: 'text', meter: 'text' },
      tiers: [{ 'up_to!': 'text', unit_amount: 'integer', unit_amount_decimal: 'decimal' }],
    },
    (books, { form }) => makePrice(books, form),
  ),
];

function makePrice(books: FakeBooks, form: Form): FakePrice {
  const recurring = object(form['recurring']);
  const isMetered = recurring['usage_type'] === 'metered';
  if (isMetered) books.find(books.meters, 'meter', text(recurring['meter']));
  if (isMetered && array(form['tiers']).length < 2) throw invalid('You must provide at least two tiers.');
  const lookupKey = text(form['lookup_key']);
  if ([...books.prices.values()].some(({ lookup_key: other }) => other === lookupKey)) {
    throw invalid('A price with this lookup key exists.');
  }
  const price: FakePrice = {
    ...{ id: books.id('price'), object: 'price', active: true, currency: text(form['currency']) },
    ...{ product: books.find(books.products, 'product', text(form['product'])).id, lookup_key: lookupKey },
    unit_amount: form['unit_amount'] === undefined ? null : Number(form['unit_amount']),
    recurring: {
      interval: text(recurring['interval']),
      usage_type: isMetered ? 'metered' : 'licensed',
      meter: isMetered ? text(recurring['meter']) : null,
    },
    tiers: array(form['tiers']).map((tier) => {
      const { up_to: upTo, unit_amount: amount, unit_amount_decimal: decimal } = object(tier);
      return { up_to: upTo === 'inf' ? null : Number(upTo), unit: Number(decimal ?? amount) };
    }),
  };
  books.prices.set(price.id, price);
  return price;
}
