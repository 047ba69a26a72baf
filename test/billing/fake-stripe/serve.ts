/*
 * This Stripe as a program, to try paying by hand:
 *   node test/support/run-typescript.cjs test/billing/fake-stripe/serve.ts [where TrustFlow is]
 *
 * GET /pay/{session} pays on the page of a checkout; GET /bill/{subscription} shows what its month comes to.
 * Whatever happens is told to TrustFlow's webhook at once.
 */
import { FakeStripe, SECRET_KEY, WEBHOOK_SECRET } from './fake-stripe';

const PORT = 12_111;
const target = `${process.argv[2] ?? 'http://localhost:3000'}/v1/billing/stripe-webhook`;

async function main(): Promise<void> {
  const stripe = new FakeStripe();
  stripe.pageOf = (url) => pageOf(stripe, url);
  await stripe.start(PORT);
  setInterval(() => {
    stripe.books.advanceTo(Math.floor(Date.now() / 1_000));
    void stripe.messenger.deliverAll(target);
  }, 500);
  process.stdout.write(`A Stripe of ours listens on ${stripe.url}. Start TrustFlow with:\n`);
  process.stdout.write(
    `  STRIPE_SECRET_KEY=${SECRET_KEY} STRIPE_WEBHOOK_SECRET=${WEBHOOK_SECRET} STRIPE_API_BASE=${stripe.url}\n`,
  );
}

function pageOf({ books }: FakeStripe, url: string): Promise<string | undefined> {
  const [, page = '', id = ''] = url.split('/');
  if (page === 'pay') return Promise.resolve(`paid: ${books.pay(id).id}`);
  if (page !== 'bill') return Promise.resolve(undefined);
  const subscription = books.find(books.subscriptions, 'subscription', id);
  const invoices = books.invoices.filter((invoice) => invoice.subscription === id);
  return Promise.resolve(JSON.stringify({ running: books.preview(subscription), invoices }));
}

void main();
