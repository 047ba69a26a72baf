import { setMaxListeners } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { ignoreBrokenPipe } from '../broken-pipe';
import { DecisionFile } from './decision-file';
import { DEFAULT_URL, EVALUATE_USAGE, parseEvaluateOptions } from './evaluate-options';
import type { EvaluateOptions } from './evaluate-options';
import { EvaluationClient } from './evaluation-client';
import { runEvaluations } from './evaluation-run';
import { EvaluationSummary } from './evaluation-summary';
import type { Summary } from './evaluation-summary';
import { openInputFile } from './input-file';
import type { InputFile } from './input-file';
import { INTERRUPTED_EXIT_CODE, Interruption } from './interruption';
import { UsageError } from '../option-values';
import { showProgress } from './progress';
import type { ProgressState } from './progress';
import { chooseServer } from './server-choice';
import type { ChosenServer, StartServer } from './server-choice';
import { summaryReport } from './summary-report';
import { readTransactionRows } from './transaction-rows';
import type { TransactionRows } from './transaction-rows';

const EXIT = { done: 0, incomplete: 1, usage: 2, interrupted: INTERRUPTED_EXIT_CODE } as const;

export interface EvaluateEnvironment {
  /** The API key where `--key` names none. */
  apiKey?: string | undefined;
  /** Called if no `--url` was given and no server answers at the default one. */
  startServer?: StartServer | undefined;
}

export interface Terminal {
  stdin: Readable;
  stdout: Writable;
  stderr: Writable & { isTTY?: boolean };
}

/** Exit codes: 0 every row evaluated, 1 rows refused or stopped early, 2 wrong options, 130 interrupted. */
export async function run(
  argv: string[],
  environment: EvaluateEnvironment,
  terminal: Terminal = process,
): Promise<number> {
  ignoreBrokenPipe(terminal.stdout);
  try {
    const options = parseEvaluateOptions(argv);
    if (options !== 'help') return await evaluateFile(options, environment, terminal);
    terminal.stdout.write(EVALUATE_USAGE);
    return EXIT.done;
  } catch (error) {
    return explain(error, terminal);
  }
}

async function evaluateFile(
  options: EvaluateOptions,
  environment: EvaluateEnvironment,
  terminal: Terminal,
): Promise<number> {
  const input = await openInputFile(options.path, terminal.stdin);
  try {
    const rows = await readTransactionRows(input, options);
    if (rows.unusedColumns.length > 0) {
      terminal.stderr.write(`Columns that are not used: ${rows.unusedColumns.join(', ')}.\n`);
    }
    const server = await chooseServer({
      url: options.url,
      usualUrl: new URL(DEFAULT_URL),
      apiKey: options.key ?? environment.apiKey,
      startServer: environment.startServer,
    });
    if (server.isOurs) terminal.stderr.write('No server answers: one was started for this run.\n');
    try {
      return await evaluateRows(rows, { options, input, server, terminal });
    } finally {
      await server.stop();
    }
  } finally {
    input.close();
  }
}

interface Parts {
  options: EvaluateOptions;
  input: InputFile;
  server: ChosenServer;
  terminal: Terminal;
}

async function evaluateRows({ rows }: TransactionRows, parts: Parts): Promise<number> {
  const { options, input, server, terminal } = parts;
  const { concurrency, outPath } = options;
  const summary = new EvaluationSummary();
  const decisions = outPath === undefined ? undefined : await DecisionFile.open(outPath, summary);
  const client = new EvaluationClient({ ...server, concurrency });
  const stopping = new AbortController();
  // Every request under way may wait for it.
  setMaxListeners(0, stopping.signal);
  // A pipe that nobody writes to would keep the run from ending.
  stopping.signal.addEventListener('abort', input.close);
  const interruption = new Interruption(stopping, terminal.stderr);
  const endProgress = showProgress(terminal.stderr, () => progressOf(summary, input, options.limit));
  try {
    await runEvaluations({ rows, client, summary, decisions, concurrency, stopping });
    return exitCode(interruption, summary);
  } catch (error) {
    return explain(error, terminal);
  } finally {
    endProgress();
    interruption.forget();
    client.close();
    await decisions?.close();
    printSummary(summary.finish(), options, terminal);
  }
}

function progressOf(summary: EvaluationSummary, input: InputFile, limit: number): ProgressState {
  const shareRead = input.shareRead() ?? (limit === Infinity ? undefined : 0);
  const share = shareRead === undefined ? undefined : Math.max(shareRead, summary.rows / limit);
  return { rows: summary.newRows, share };
}

function printSummary(summary: Summary, { json }: EvaluateOptions, terminal: Terminal): void {
  terminal.stdout.write(json ? `${JSON.stringify(summary)}\n` : summaryReport(summary));
}

function exitCode(interruption: Interruption, summary: EvaluationSummary): number {
  if (interruption.hasHappened) return EXIT.interrupted;
  return summary.refusedRows > 0 ? EXIT.incomplete : EXIT.done;
}

function explain(error: unknown, terminal: Terminal): number {
  const message = isNativeError(error) ? error.message : String(error);
  terminal.stderr.write(`evaluate: ${message.replaceAll('\n', ' ')}\n`);
  return error instanceof UsageError ? EXIT.usage : EXIT.incomplete;
}
