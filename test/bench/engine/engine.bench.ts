import { isDeepStrictEqual, parseArgs } from 'node:util';
import { decide } from '@libs/risk-engine/decide';
import { DEFAULT_POLICY } from '@libs/risk-engine/default-policy';
import { ruleContext } from '@libs/risk-engine/rules/rule-context';
import type { Contestant, Input } from './contestant';
import { hundredRules, namesIn } from './hundred-rules';
import { inputsOf } from './inputs';
import { jsonRulesEngine } from './json-rules-engine';
import { compiledOrThrow, ownEngine, ownEngineWithValues, sourceOf } from './own-engine';
import { medianOf, microsecondsOf, paceOf, percentile } from './timing';
import type { Pace } from './timing';
import { worstRule } from './worst-rule';
import { zenEngine } from './zen-engine';

const INPUTS = 64;
const TIMED_DECISIONS = 20_000;

/**
 * How many decisions of a hundred rules this engine makes in a second beside json-rules-engine and ZEN, with the
 * same rules and facts; how long the dearest rule takes, and a whole decision. Prints one line of JSON.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { turns: { type: 'string', default: '7' }, 'slice-ms': { type: 'string', default: '300' } },
  });
  const rules = hundredRules();
  const inputs = inputsOf(INPUTS, namesIn(rules));
  const contestants = [ownEngine, ownEngineWithValues, jsonRulesEngine, zenEngine].map((make) =>
    make(rules, inputs),
  );
  await expectAgreement(contestants);
  const paces = await takeTurns(contestants, Number(values.turns), Number(values['slice-ms']));
  const figures = {
    bench: 'engine',
    rules: rules.length,
    ...comparison(paces),
    worstRule: worstRule(),
    wholeDecisionMicros: wholeDecision(rules.map(sourceOf), inputs),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

async function expectAgreement([first, ...others]: readonly Contestant[]): Promise<void> {
  const expected = await first?.firedOnEach();
  for (const { engine, firedOnEach } of others) {
    const fired = await firedOnEach();
    if (!isDeepStrictEqual(fired, expected)) throw new Error(`${engine} finds other rules to fire`);
  }
}

interface Speed {
  readonly engine: string;
  readonly decisionsPerSecond: number;
  readonly cpuMicrosPerDecision: number;
}

/** They take turns, so that what else the machine does falls on all of them. Medians of the turns. */
async function takeTurns(
  contestants: readonly Contestant[],
  turns: number,
  sliceMs: number,
): Promise<readonly Speed[]> {
  const paces = contestants.map((): Pace[] => []);
  for (const { round } of contestants) await paceOf(round, sliceMs);
  for (let turn = 0; turn < turns; turn++) {
    for (const [index, { round }] of contestants.entries()) paces[index]?.push(await paceOf(round, sliceMs));
  }
  return contestants.map(({ engine }, index) => ({
    engine,
    decisionsPerSecond: Math.round(
      INPUTS * medianOf(paces[index]?.map((pace) => pace.roundsPerSecond) ?? []),
    ),
    cpuMicrosPerDecision: rounded(
      medianOf(paces[index]?.map((pace) => pace.cpuMicrosPerRound) ?? []) / INPUTS,
    ),
  }));
}

function comparison(speeds: readonly Speed[]): Record<string, unknown> {
  const [own, , jsonRules, zen] = speeds.map(({ decisionsPerSecond }) => decisionsPerSecond);
  return {
    engines: speeds,
    ratioToJsonRulesEngine: rounded((own ?? Number.NaN) / (jsonRules ?? Number.NaN)),
    ratioToZen: rounded((own ?? Number.NaN) / (zen ?? Number.NaN)),
  };
}

/** All built-ins, and beside them the hundred rules with the values of those that fire. */
function wholeDecision(sources: readonly string[], inputs: readonly Input[]): Record<'p50' | 'p99', number> {
  const rules = sources.map((source) => compiledOrThrow(source));
  const decideOn = (index: number): void => {
    const input = inputs[index % inputs.length];
    if (input === undefined) return;
    decide(DEFAULT_POLICY, input.facts);
    const context = ruleContext(input.facts);
    for (const rule of rules) if (rule.evaluate(context)) rule.observed(context);
  };
  const micros = microsecondsOf(decideOn, TIMED_DECISIONS);
  return { p50: rounded(percentile(micros, 0.5)), p99: rounded(percentile(micros, 0.99)) };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

void main();
