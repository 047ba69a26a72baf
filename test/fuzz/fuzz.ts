import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { RandomDraws } from '@libs/transaction-simulator/random-draws';
import type { Body } from '../evaluation/any-transaction';
import { BenchDatabase } from '../bench/serving/bench-database';
import { Child } from '../bench/serving/child';
import type { Answer, Customer } from '../support/customer';
import { anyInvalid } from './any-invalid';
import type { Invalid } from './any-invalid';
import { anyValid } from './any-valid';
import {
  counterfactualViolations,
  hasSamePastAgain,
  repetitionViolations,
  replayViolations,
} from './second-looks';
import type { Decided } from './second-looks';
import { signUpTenants } from './tenants';
import { refusalViolationsOf, violationsOf } from './violations';

/** Each sends one transaction after another, so that what it looks at twice has the same past both times. */
const TENANTS = 32;
const CHUNK = 25;
const LOOKED_AT_TWICE = 0.02;
const PROGRESS_EVERY = 1_000;
const MAX_KEPT = 50;

interface Options {
  readonly valid: number;
  readonly invalid: number;
  readonly seed: number;
  readonly keep: string;
}

interface Violation {
  readonly what: readonly string[];
  readonly sent: unknown;
  readonly answer: unknown;
}

interface Findings {
  sent: number;
  refused: number;
  serverErrors: number;
  replayed: number;
  repeated: number;
  counterfactualsTried: number;
  violations: number;
  readonly kept: Violation[];
  readonly decisions: Record<string, number>;
  readonly codes: Record<string, number>;
}

/**
 * Random transactions, valid and broken, to the real API over HTTP: what is promised of every answer is held against
 * each. Prints one line of JSON; ends with 1 on a violation, and keeps what was sent and answered.
 */
async function main(): Promise<void> {
  const options = readOptions();
  const database = await BenchDatabase.start({ fsync: 'off' });
  const server = new Child({
    file: join(__dirname, '../bench/serving/server.process.ts'),
    environment: {
      ...database.environment,
      ...{ PORT: '0', LOG_LEVEL: 'error', NODE_ENV: 'production', SIGNUP_LIMIT_PER_HOUR: '100000' },
      RATE_LIMIT_SCALE: '1000',
    },
  });
  try {
    const tenants = await signUpTenants(await server.ask<string>('url'), TENANTS);
    const findings = nothingFound();
    await Promise.all(tenants.map((tenant, lane) => fuzz(tenant, lane, { options, findings })));
    await checkBooks(database, findings);
    report(options, findings);
  } finally {
    await server.stop();
    await database.stop();
  }
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      valid: { type: 'string', default: '10000' },
      invalid: { type: 'string', default: '1000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      keep: { type: 'string', default: join(tmpdir(), 'trustflow-fuzz-violations.json') },
    },
  });
  const [valid, invalid, seed] = [Number(values.valid), Number(values.invalid), Number(values.seed)];
  if (![valid, invalid, seed].every((each) => Number.isInteger(each) && each >= 0 && each <= 10_000_000)) {
    throw new Error('--valid, --invalid and --seed are whole numbers up to 10000000');
  }
  return { valid, invalid, seed, keep: resolve(values.keep) };
}

function nothingFound(): Findings {
  const counts = { sent: 0, refused: 0, serverErrors: 0, replayed: 0, repeated: 0, counterfactualsTried: 0 };
  return { ...counts, violations: 0, kept: [], decisions: {}, codes: {} };
}

interface Run {
  readonly options: Options;
  readonly findings: Findings;
}

async function fuzz(tenant: Customer, lane: number, run: Run): Promise<void> {
  const { valid, invalid, seed } = run.options;
  const share = (count: number): number => Math.floor(count / TENANTS) + (lane < count % TENANTS ? 1 : 0);
  const nowMs = Date.now();
  const draw = chance(seed + lane);
  for (const [index, body] of drawn(anyValid(nowMs), share(valid), seed * TENANTS + lane)) {
    await sendValid(tenant, { transactionId: `t-${index}`, ...body }, { ...run, draw });
  }
  for (const [, broken] of drawn(anyInvalid(nowMs), share(invalid), seed * TENANTS + lane)) {
    await sendInvalid(tenant, broken, run);
  }
}

/** A chunk at a time: a hundred thousand at once would fill the memory. */
function* drawn<T>(arbitrary: fc.Arbitrary<T>, count: number, seed: number): Generator<[number, T]> {
  for (let start = 0; start < count; start += CHUNK) {
    const numRuns = Math.min(CHUNK, count - start);
    const chunk = fc.sample(arbitrary, { numRuns, seed: seed * 10_000 + start / CHUNK });
    for (const [index, each] of chunk.entries()) yield [start + index, each];
  }
}

/** The same for the same seed. */
function chance(seed: number): () => number {
  const draws = new RandomDraws(seed);
  return () => draws.uniform(0, 1);
}

async function sendValid(
  tenant: Customer,
  body: Body,
  { findings, draw }: Run & { readonly draw: () => number },
): Promise<void> {
  const answer = await tenant.post('/v1/evaluations', body);
  findings.sent += 1;
  if (findings.sent % PROGRESS_EVERY === 0) process.stderr.write(`${findings.sent} sent\n`);
  if (answer.status !== 201) {
    keep(findings, { what: [`it was answered ${answer.status}`], sent: body, answer: answer.body });
    return;
  }
  const evaluation = answer.body as Decided;
  count(findings.decisions, evaluation.decision);
  for (const { code } of evaluation.factors) count(findings.codes, code);
  const again = draw() < LOOKED_AT_TWICE ? await lookAgain(tenant, body, evaluation, findings) : [];
  keep(findings, { what: [...violationsOf(evaluation), ...again], sent: body, answer: evaluation });
}

async function lookAgain(
  tenant: Customer,
  body: Body,
  evaluation: Decided,
  findings: Findings,
): Promise<string[]> {
  findings.replayed += 1;
  findings.repeated += 1;
  const violations = [
    ...(await replayViolations(tenant, evaluation)),
    ...(await repetitionViolations(tenant, body, evaluation)),
  ];
  if (!hasSamePastAgain(evaluation)) return violations;
  findings.counterfactualsTried += evaluation.counterfactuals.filter(
    ({ operator }) => operator !== 'known',
  ).length;
  return [...violations, ...(await counterfactualViolations(tenant, body, evaluation))];
}

async function sendInvalid(tenant: Customer, { fault, bytes }: Invalid, { findings }: Run): Promise<void> {
  const answer = await tenant.postBytes('/v1/evaluations', bytes);
  findings.refused += 1;
  const sent = { fault, text: bytes.toString('utf8').slice(0, 4_000) };
  keep(findings, { what: refusalViolationsOf(answer), sent, answer: shown(answer) });
}

function shown({ status, body }: Answer): object {
  return { status, body };
}

function keep(findings: Findings, violation: Violation): void {
  if (violation.what.length === 0) return;
  findings.violations += 1;
  if (violation.what.some((what) => what.includes('answered 5'))) findings.serverErrors += 1;
  if (findings.kept.length < MAX_KEPT) findings.kept.push(violation);
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Nothing of what was refused is there, and of what was decided everything is. */
async function checkBooks(database: BenchDatabase, findings: Findings): Promise<void> {
  const ofRefused = await database.number(
    `select (select count(*) from evaluations where transaction_id = 'refused')
          + (select count(*) from transaction_keys where transaction_id = 'refused')`,
  );
  if (ofRefused > 0)
    keep(findings, { what: [`${ofRefused} rows of refused ones`], sent: null, answer: null });
  const unbalanced = await database.query(UNBALANCED_TENANTS);
  if (unbalanced.length > 0) {
    keep(findings, { what: ['the books do not balance'], sent: null, answer: unbalanced });
  }
}

const UNBALANCED_TENANTS = `
  with counted as (
    select tenant_id, 'evaluations' as book, count(*) as n from evaluations group by 1
    union all
    select tenant_id, 'audit', count(*) from audit_entries where action = 'evaluation.decided' group by 1
    union all
    select tenant_id, 'events', count(*) from events where type like 'evaluation.%' group by 1
    union all
    select tenant_id, 'usage', sum(count) from usage_hours where kind = 'evaluation' group by 1
  )
  select tenant_id, json_object_agg(book, n) as books from counted
   group by tenant_id having count(*) <> 4 or min(n) <> max(n)`;

function report({ valid, invalid, seed, keep: file }: Options, { kept, codes, ...found }: Findings): void {
  const line = {
    fuzz: 'evaluations',
    valid,
    invalid,
    seed,
    ...found,
    factorCodes: Object.keys(codes).length,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  if (found.violations === 0) return;
  writeFileSync(file, JSON.stringify({ seed, kept }, null, 2));
  process.stderr.write(`what was sent and answered is kept in ${file}\n`);
  process.exitCode = 1;
}

void main();
