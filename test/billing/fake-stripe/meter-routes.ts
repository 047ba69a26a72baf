import type { FakeBooks } from './books';
import type { Form } from './form';
import { get, list, object, PAGE, post, text } from './route';
import type { Route } from './route';
import { invalid } from './stripe-error';

/** What is counted. */
export const METER_ROUTES: readonly Route[] = [
  get(/^\/v1\/billing\/meters$/, { ...PAGE, status: 'text' }, (books) => list([...books.meters.values()])),
  post(
    /^\/v1\/billing\/meters$/,
    {
      ...{ 'display_name!': 'text', 'event_name!': 'text', 'default_aggregation!': { 'formula!': 'text' } },
      ...{ customer_mapping: { 'event_payload_key!': 'text', 'type!': 'text' } },
      value_settings: { 'event_payload_key!': 'text' },
    },
    (books, { form }) => {
      const name = text(form['event_name']);
      if ([...books.meters.values()].some(({ event_name: other }) => other === name)) {
        throw invalid('A meter with this event name exists.');
      }
      const meter = {
        id: books.id('mtr'),
        object: 'billing.meter' as const,
        event_name: name,
        status: 'active' as const,
      };
      books.meters.set(meter.id, meter);
      return meter;
    },
  ),
  post(
    /^\/v1\/billing\/meter_events$/,
    { 'event_name!': 'text', 'payload!': 'any', identifier: 'text', timestamp: 'integer' },
    (books, { form }) => receiveEvent(books, form),
  ),
  get(
    /^\/v1\/billing\/meters\/(\w+)\/event_summaries$/,
    {
      ...PAGE,
      'customer!': 'text',
      'start_time!': 'integer',
      'end_time!': 'integer',
      value_grouping_window: 'text',
    },
    (books, { form, id }) => summaries(books, id, form),
  ),
];

function receiveEvent(books: FakeBooks, form: Form): object {
  const name = text(form['event_name']);
  const meter = [...books.meters.values()].find(({ event_name: other }) => other === name);
  if (meter === undefined) throw invalid(`No meter is named ${name}.`, { code: 'no_meter' });
  const { stripe_customer_id: customer, value } = object(form['payload']);
  books.find(books.customers, 'customer', text(customer));
  if (!/^\d{1,15}$/.test(text(value)))
    throw invalid('The value is no whole number.', { code: 'invalid_value' });
  const identifier = text(form['identifier']);
  if (identifier.length > 100) throw invalid('The identifier has more than 100 characters.');
  const timestamp = form['timestamp'] === undefined ? books.now : Number(form['timestamp']);
  books.receive({ meter: meter.id, customer: text(customer), value: Number(value), timestamp, identifier });
  return { object: 'billing.meter_event', event_name: name, identifier, timestamp, created: books.now };
}

function summaries(books: FakeBooks, meterId: string, form: Form): object {
  const { id } = books.find(books.meters, 'meter', meterId);
  const [start, end] = [Number(form['start_time']), Number(form['end_time'])];
  const length = form['value_grouping_window'] === 'hour' ? 3_600 : end - start;
  if (start % 60 !== 0 || end % 60 !== 0 || start % length !== 0) throw invalid('The times are not aligned.');
  const all = Array.from({ length: Math.ceil((end - start) / length) }, (_, n) => ({
    ...{ id: `sum_${start + n * length}`, object: 'billing.meter_event_summary', meter: id },
    ...{ start_time: start + n * length, end_time: start + (n + 1) * length },
    aggregated_value: books.summed(id, text(form['customer']), start + n * length, start + (n + 1) * length),
  })).filter(({ aggregated_value: value }) => value > 0);
  const after = all.findIndex((each) => each.id === form['starting_after']) + 1;
  const limit = Number(form['limit'] ?? 10);
  return list(all.slice(after, after + limit), after + limit < all.length);
}
