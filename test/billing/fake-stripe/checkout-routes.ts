import type { FakeBooks } from './books';
import type { Form } from './form';
import type { FakeSession } from './objects';
import { array, get, object, post, text } from './route';
import type { Route } from './route';
import { invalid } from './stripe-error';

/** https://docs.stripe.com/api/checkout/sessions/create: a day, where nothing else is asked for. */
const PAGE_SECONDS = 86_400;

/** Who pays, and where. */
export const CHECKOUT_ROUTES: readonly Route[] = [
  post(/^\/v1\/customers$/, { name: 'text', email: 'text', metadata: 'any' }, (books, { form }) => {
    const id = books.id('cus');
    const customer = {
      id,
      object: 'customer' as const,
      metadata: object(form['metadata']) as Record<string, string>,
    };
    books.customers.set(id, customer);
    return customer;
  }),
  post(
    /^\/v1\/checkout\/sessions$/,
    {
      ...{
        'mode!': 'text',
        customer: 'text',
        client_reference_id: 'text',
        success_url: 'text',
        cancel_url: 'text',
      },
      line_items: [{ price: 'text', quantity: 'integer' }],
      subscription_data: { metadata: 'any', billing_cycle_anchor: 'integer', proration_behavior: 'text' },
    },
    (books, { form, url }) => makeSession(books, form, url),
  ),
  get(/^\/v1\/checkout\/sessions\/(\w+)$/, {}, (books, { id }) =>
    books.find(books.sessions, 'checkout.session', id),
  ),
  post(/^\/v1\/checkout\/sessions\/(\w+)\/expire$/, {}, (books, { id }) => {
    const session = books.find(books.sessions, 'checkout.session', id);
    if (session.status !== 'open') throw invalid('Only open sessions can be expired.');
    session.status = 'expired';
    return session;
  }),
  post(
    /^\/v1\/billing_portal\/sessions$/,
    { 'customer!': 'text', return_url: 'text' },
    (books, { form, url }) => {
      const { id } = books.find(books.customers, 'customer', text(form['customer']));
      return { id: books.id('bps'), object: 'billing_portal.session', url: `${url}/portal/${id}` };
    },
  ),
];

function makeSession(books: FakeBooks, form: Form, url: string): FakeSession {
  const data = object(form['subscription_data']);
  const anchor = Number(data['billing_cycle_anchor']);
  if (anchor <= books.now) throw invalid('billing_cycle_anchor must be in the future.');
  const prices = array(form['line_items']).map((item) => {
    const { price, quantity } = object(item);
    const found = books.find(books.prices, 'price', text(price));
    const isMetered = found.recurring.usage_type === 'metered';
    if (isMetered === (quantity !== undefined))
      throw invalid('A quantity is for licensed prices, and they need one.');
    return found.id;
  });
  const id = books.id('cs_test');
  const session: FakeSession = {
    ...{ id, object: 'checkout.session', url: `${url}/pay/${id}`, status: 'open', prices, anchor },
    expires_at: books.now + PAGE_SECONDS,
    customer: books.find(books.customers, 'customer', text(form['customer'])).id,
    metadata: object(data['metadata']) as Record<string, string>,
  };
  books.sessions.set(id, session);
  return session;
}
