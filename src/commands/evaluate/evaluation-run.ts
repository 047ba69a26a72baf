import type { DecisionFile } from './decision-file';
import { decisionLine } from './decision-line';
import { eachConcurrently } from './each-concurrently';
import type { EvaluationClient } from './evaluation-client';
import type { EvaluationSummary } from './evaluation-summary';
import type { BrokenRow, TransactionRow } from './transaction-row';

const FIRST_SERVER_FAULT = 500;

export interface EvaluationRun {
  rows: AsyncGenerator<TransactionRow | BrokenRow>;
  client: EvaluationClient;
  summary: EvaluationSummary;
  /** Undefined: the decisions are counted and not kept. */
  decisions: DecisionFile | undefined;
  concurrency: number;
  stopping: AbortController;
}

/** Evaluates the rows until there are no more or the run is stopped. Throws what stopped it, but for an abort. */
export async function runEvaluations(run: EvaluationRun): Promise<void> {
  await eachConcurrently(run.rows, run.concurrency, run.stopping, (row) => handle(row, run));
}

async function handle(row: TransactionRow | BrokenRow, run: EvaluationRun): Promise<void> {
  const { client, summary, decisions, stopping } = run;
  if (!('body' in row)) {
    summary.addRefusal(row);
    return;
  }
  if (decisions?.has(row)) return;
  const answer = await client.evaluate(row.body, stopping.signal);
  if (answer === undefined) return;
  const line = decisionLine(row, answer);
  // The file comes first: a row that is counted is never sent again. The server's own faults may have passed by then.
  if (answer.status < FIRST_SERVER_FAULT) await decisions?.write(line);
  summary.add(line);
  if (answer.kind === 'evaluated') summary.addTransfer(answer);
}
