import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoTransactions } from './demo-transactions';
import type { DemoTransaction } from './demo-transactions';

const TIMEOUT_MS = 30_000;
const DECISIONS = ['allow', 'review', 'block'] as const;
type Decision = (typeof DECISIONS)[number];

interface Answer {
  readonly id: string;
  readonly decision: Decision;
  readonly score: number;
  readonly factors: readonly { readonly points: number; readonly reason: string }[];
  readonly reasoning: string;
}

type Examples = ReadonlyMap<Decision, { transaction: DemoTransaction; answer: Answer }>;

/** Once in a data folder: a tenant of its own evaluates a simulated fortnight, and shows a decision of each kind. */
export async function runDemo(url: string, dataDir: string): Promise<void> {
  const marker = join(dataDir, 'demo');
  if (existsSync(marker)) {
    process.stdout.write('The demo was evaluated at an earlier start; its decisions are kept.\n');
    return;
  }
  const transactions = demoTransactions(new Date());
  process.stdout.write(`Demo: evaluating ${transactions.length} simulated transactions …\n`);
  const apiKey = await signUp(url);
  const examples = await evaluateAll(url, apiKey, transactions);
  writeFileSync(marker, '');
  for (const decision of DECISIONS) {
    const example = examples.get(decision);
    if (example !== undefined) process.stdout.write(describe(example.transaction, example.answer));
  }
}

/** In order, one after the other: each decision sees all that came before. Keeps the last decision of each kind. */
async function evaluateAll(
  url: string,
  apiKey: string,
  transactions: readonly DemoTransaction[],
): Promise<Examples> {
  const examples = new Map<Decision, { transaction: DemoTransaction; answer: Answer }>();
  for (const transaction of transactions) {
    const answer = (await post(`${url}/v1/evaluations`, transaction, apiKey)) as Answer;
    examples.set(answer.decision, { transaction, answer });
  }
  return examples;
}

async function signUp(url: string): Promise<string> {
  const body = { organization: 'Demo', email: 'demo@trustflow.example' };
  const { sandbox } = (await post(`${url}/v1/signup`, body)) as { sandbox: { apiKey: { secret: string } } };
  return sandbox.apiKey.secret;
}

async function post(url: string, body: object, apiKey?: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(apiKey && { Authorization: `Bearer ${apiKey}` }) },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the demo was refused: ${response.status} ${text}`);
  return JSON.parse(text);
}

function describe(transaction: DemoTransaction, { id, decision, score, factors, reasoning }: Answer): string {
  const amount = (transaction.amount / 100).toFixed(2);
  const reasons = factors.map(({ points, reason }) => `    ${points > 0 ? '+' : ''}${points}  ${reason}`);
  return [
    '',
    `  ${decision.toUpperCase()} ${score}  ${amount} ${transaction.currency} by ${transaction.customer.id} at ${transaction.counterparty.id}  (${id})`,
    ...reasons,
    `    ${reasoning}`,
    '',
  ].join('\n');
}
