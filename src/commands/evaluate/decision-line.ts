import { asEvaluation, readJsonObject } from './api-answer';
import type { Evaluation, Problem } from './api-answer';
import type { Answer } from './evaluation-client';
import type { TransactionRow } from './transaction-row';

interface AnsweredRow {
  row: number;
  line: number;
  transactionId: string | null;
  status: number;
  /** 1 is fraud. */
  label?: 0 | 1;
}

/** One line of the file of decisions: what became of one row. */
export type DecisionLine = AnsweredRow & (Evaluation | Problem);

export function decisionLine(row: TransactionRow, answer: Answer): DecisionLine {
  return {
    row: row.row,
    line: row.line,
    transactionId: row.transactionId ?? null,
    status: answer.status,
    ...outcomeOf(answer),
    ...(row.label === undefined ? {} : { label: row.label }),
  };
}

/** A line that was written before, or undefined if it is none. */
export function readDecisionLine(text: string): DecisionLine | undefined {
  const value = readJsonObject(text) ?? {};
  const answered = asAnsweredRow(value);
  const outcome = asEvaluation(value) ?? asProblem(value);
  return answered && outcome && { ...answered, ...outcome };
}

function asAnsweredRow(value: Record<string, unknown>): AnsweredRow | undefined {
  const { row, line, transactionId, status, label } = value;
  if (!isPositiveInteger(row) || !isPositiveInteger(line) || !isPositiveInteger(status)) return undefined;
  return {
    ...{ row, line, status },
    transactionId: typeof transactionId === 'string' ? transactionId : null,
    ...(label === 0 || label === 1 ? { label } : {}),
  };
}

function outcomeOf(answer: Answer): Evaluation | Problem {
  if (answer.kind === 'refused') return { code: answer.code, detail: answer.detail };
  const { decision, score, evaluationId, factors } = answer;
  return { decision, score, evaluationId, factors };
}

function asProblem({ code, detail }: Record<string, unknown>): Problem | undefined {
  return typeof code === 'string' && typeof detail === 'string' ? { code, detail } : undefined;
}

function isPositiveInteger(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
