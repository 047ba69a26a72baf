import type { FakeBooks } from './books';
import type { Form } from './form';
import type { FakeSubscription } from './objects';
import { array, get, list, object, PAGE, post, text } from './route';
import type { Route } from './route';
import { invalid } from './stripe-error';

/** What is paid for. */
export const SUBSCRIPTION_ROUTES: readonly Route[] = [
  get(/^\/v1\/subscriptions$/, { ...PAGE, customer: 'text', status: 'text' }, (books, { form }) => {
    const customer = text(form['customer']);
    const own = [...books.subscriptions.values()].filter((each) => each.customer === customer);
    const isExpanded = array(form['expand']).includes('data.schedule');
    return list(own.sort((a, b) => b.created - a.created).map((each) => show(each, isExpanded)));
  }),
  get(/^\/v1\/subscriptions\/(\w+)$/, { expand: ['text'] }, (books, { id }) =>
    show(books.find(books.subscriptions, 'subscription', id)),
  ),
  post(
    /^\/v1\/subscriptions\/(\w+)$/,
    {
      ...{
        cancel_at_period_end: 'boolean',
        cancel_at: 'any',
        proration_behavior: 'text',
        payment_behavior: 'text',
      },
      items: [{ id: 'text', price: 'text', quantity: 'integer' }],
    },
    (books, { form, id }) => show(updateSubscription(books, id, form)),
  ),
  post(/^\/v1\/subscription_schedules$/, { 'from_subscription!': 'text' }, (books, { form }) =>
    makeSchedule(books, text(form['from_subscription'])),
  ),
  post(/^\/v1\/subscription_schedules\/(\w+)\/release$/, {}, (books, { id }) => {
    const schedule = books.find(books.schedules, 'subscription_schedule', id);
    if (schedule.status !== 'active') throw invalid('You can only release a schedule that is active.');
    schedule.status = 'released';
    books.find(books.subscriptions, 'subscription', schedule.subscription).schedule = null;
    return schedule;
  }),
  post(
    /^\/v1\/subscription_schedules\/(\w+)$/,
    {
      ...{ end_behavior: 'text', proration_behavior: 'text' },
      phases: [
        {
          'items!': [{ 'price!': 'text', quantity: 'integer' }],
          ...{ start_date: 'integer', end_date: 'integer', proration_behavior: 'text' },
          duration: { 'interval!': 'text', interval_count: 'integer' },
        },
      ],
    },
    (books, { form, id }) => updateSchedule(books, id, form),
  ),
  post(
    /^\/v1\/invoices\/create_preview$/,
    { 'customer!': 'text', subscription: 'text' },
    (books, { form }) => {
      const subscription = books.find(books.subscriptions, 'subscription', text(form['subscription']));
      const lines = books.preview(subscription);
      return {
        object: 'invoice',
        currency: 'eur',
        lines: list(lines),
        total: lines.reduce((sum, { amount }) => sum + amount, 0),
      };
    },
  ),
];

function updateSubscription(books: FakeBooks, id: string, form: Form): FakeSubscription {
  const subscription = books.find(books.subscriptions, 'subscription', id);
  if (subscription.status === 'canceled')
    throw invalid('A canceled subscription can only update its metadata.');
  if (subscription.schedule !== null)
    throw invalid('The subscription is managed by the subscription schedule.');
  for (const each of array(form['items'])) updateItem(books, subscription, object(each));
  if (form['cancel_at_period_end'] !== undefined) {
    subscription.cancel_at_period_end = form['cancel_at_period_end'] === 'true';
  }
  if (form['cancel_at'] === '') subscription.cancel_at = null;
  books.changed(subscription);
  return subscription;
}

function makeSchedule(books: FakeBooks, subscriptionId: string): object {
  const subscription = books.find(books.subscriptions, 'subscription', subscriptionId);
  if (subscription.schedule !== null) throw invalid('The subscription has a schedule already.');
  const [first] = subscription.items;
  subscription.schedule = {
    ...{
      id: books.id('sub_sched'),
      object: 'subscription_schedule',
      subscription: subscription.id,
      status: 'active',
    },
    phases: [
      {
        items: subscription.items.map(({ price, quantity }) => ({
          ...{ price: price.id, ...(quantity !== undefined && { quantity }) },
        })),
        ...{ start_date: first?.current_period_start ?? 0, end_date: first?.current_period_end ?? 0 },
      },
    ],
  };
  books.schedules.set(subscription.schedule.id, subscription.schedule);
  return subscription.schedule;
}

function updateSchedule(books: FakeBooks, id: string, form: Form): object {
  const schedule = books.find(books.schedules, 'subscription_schedule', id);
  let start = schedule.phases[0]?.start_date ?? 0;
  schedule.phases = array(form['phases']).map((phase, index) => {
    const { items, start_date: startDate, end_date: endDate, duration } = object(phase);
    if (index === 0 && Number(startDate) !== start) throw invalid('The current phase begins when it began.');
    if ((endDate === undefined) === (duration === undefined)) throw invalid('A phase has one end.');
    const end = endDate === undefined ? start + 31 * 86_400 : Number(endDate);
    const made = {
      items: array(items).map((item) => ({
        price: books.find(books.prices, 'price', text(object(item)['price'])).id,
      })),
      ...{ start_date: start, end_date: end },
    };
    start = end;
    return made;
  });
  books.changed(books.find(books.subscriptions, 'subscription', schedule.subscription));
  return schedule;
}

/** One that is named gets another price; one that isn't is new. */
function updateItem(books: FakeBooks, subscription: FakeSubscription, { id, price }: Form): void {
  if (id !== undefined) {
    books.swapBase(subscription, text(id), text(price));
    return;
  }
  if (subscription.items.some((item) => item.price.id === price))
    throw invalid('The price is there already.');
  const [first] = subscription.items;
  const period = [first?.current_period_start ?? 0, first?.current_period_end ?? 0] as const;
  subscription.items.push(books.item(text(price), ...period));
}

function show(subscription: FakeSubscription, isExpanded = false): object {
  return {
    ...subscription,
    items: list(subscription.items),
    schedule: isExpanded ? subscription.schedule : (subscription.schedule?.id ?? null),
  };
}
