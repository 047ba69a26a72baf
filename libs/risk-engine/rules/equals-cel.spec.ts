import { EvaluationError } from '@marcbachmann/cel-js';
import * as fc from 'fast-check';
import { sampleFacts } from '../sample-facts';
import { compileRule } from './compile-rule';
import { PLAIN_RULES } from './rule-environment';
import { ruleContext } from './rule-context';
import type { RuleFacts, RuleValue } from './rule-facts';
import { RuleFailure } from './rule-failure';
import { VOCABULARY } from './vocabulary';

/**
 * A rule as its author writes it and as standard CEL has it. They differ in this and nothing else: a whole
 * number is a double, size() gives a double, and has() of a text asks whether it is empty.
 */
interface Rule {
  readonly written: string;
  readonly cel: string;
}

const same = (text: string): Rule => ({ written: text, cel: text });
const join = (template: string, ...parts: readonly Rule[]): Rule => {
  const fill = (of: keyof Rule): string =>
    template.replace(/\$(\d)/g, (_, index) => parts[Number(index)]?.[of] ?? '');
  return { written: fill('written'), cel: fill('cel') };
};

const NUMBERS = ['transaction.amount', 'customer.last24h.count', 'device.ageDays', 'transaction.hour'];
const TEXTS = ['customer.id', 'customer.country', 'instrument.country', 'device.id', 'transaction.currency'];
const OPTIONAL_TEXTS = TEXTS.slice(1, 4);
const TRUTHS = ['customer.isNew', 'device.isNew'];
const ATTRIBUTES = ['a', 'b', 'c', 'd'];
const WORDS = ['', 'a', 'ES', 'aa', 'EUR', '👍'];
const LISTS = ['trusted', 'blocked'];

const wholeNumber: fc.Arbitrary<Rule> = fc.nat(6).map((n) => ({ written: `${n}`, cel: `${n}.0` }));
const word = fc.constantFrom(...WORDS.map((each) => same(JSON.stringify(each))));
const attribute = fc
  .constantFrom(...ATTRIBUTES)
  .chain((name) => fc.constantFrom(same(`attributes["${name}"]`), same(`attributes.${name}`)));

interface Parts extends Record<string, Rule> {
  readonly number: Rule;
  readonly text: Rule;
  readonly truth: Rule;
  readonly unknown: Rule;
  readonly numeric: Rule;
  readonly textual: Rule;
  readonly logical: Rule;
}

const { truth } = fc.letrec<Parts>((tie) => {
  const [number, text, logical] = [tie('number'), tie('text'), tie('logical')];
  const [numeric, textual, truth] = [tie('numeric'), tie('textual'), tie('truth')];
  const of = (templates: readonly string[], ...parts: readonly fc.Arbitrary<Rule>[]): fc.Arbitrary<Rule> =>
    fc
      .tuple(fc.constantFrom(...templates), ...parts)
      .map(([template, ...filled]) => join(template, ...filled));
  const recursive = { depthSize: 'medium' as const, maxDepth: 5 };
  const order = ['($0 < $1)', '($0 <= $1)', '($0 > $1)', '($0 >= $1)'];
  const equality = ['($0 == $1)', '($0 != $1)'];
  return {
    number: fc.oneof(
      recursive,
      wholeNumber,
      fc.constantFrom(same('2.5'), ...NUMBERS.map(same)),
      text.map((part) => ({ written: `size(${part.written})`, cel: `double(size(${part.cel}))` })),
      of(
        [
          '($0 + $1)',
          '($0 - $1)',
          '($0 * $1)',
          '($1 + $0)',
          '($0 / ($1 * $1 + 1.0))',
          '($0 % ($1 * $1 + 1.0))',
        ],
        number,
        numeric,
      ),
      of(['(-$0)'], numeric),
      of(['($0 ? $1 : $2)'], logical, number, number),
    ),
    text: fc.oneof(
      recursive,
      word,
      fc.constantFrom(...TEXTS.map(same)),
      of(['($0 ? $1 : $2)'], logical, text, text),
    ),
    unknown: fc.oneof(
      recursive,
      attribute,
      of(['($0 ? $1 : $2)', '($0 ? $2 : $1)'], logical, attribute, number),
    ),
    numeric: fc.oneof(recursive, number, tie('unknown')),
    textual: fc.oneof(recursive, text, attribute),
    logical: fc.oneof(recursive, truth, truth, attribute),
    truth: fc.oneof(
      recursive,
      fc.constantFrom(same('true'), same('false'), ...TRUTHS.map(same)),
      fc.constantFrom(...OPTIONAL_TEXTS).map((name) => ({ written: `has(${name})`, cel: `(${name} != "")` })),
      fc
        .constantFrom(...ATTRIBUTES)
        .chain((name) => fc.constantFrom(same(`has(attributes.${name})`), same(`("${name}" in attributes)`))),
      of([...order, ...equality], numeric, numeric),
      of([...order, ...equality], text, textual),
      of([...order, ...equality], truth, logical),
      of(['$0.contains($1)', '$0.startsWith($1)', '$0.endsWith($1)'], attribute, fc.oneof(word, attribute)),
      of(
        ['$0.contains($1)', '$0.startsWith($1)', '$0.endsWith($1)'],
        fc.constantFrom(...TEXTS.map(same)),
        word,
      ),
      of(['($0 in [$1, $2])', '!($0 in [$1])'], textual, word, word),
      of(['($0 in [$1, -$2])', '($0 in [])'], numeric, wholeNumber, wholeNumber),
      of(
        LISTS.map((list) => `($0 in lists.${list})`),
        fc.oneof(attribute, fc.constantFrom(...TEXTS.map(same))),
      ),
      of(['($0 && $1)', '($0 || $1)'], logical, logical),
      of(['(!$0)'], logical),
      of(['($0 ? $1 : $2)'], logical, truth, truth),
    ),
  };
});

const value: fc.Arbitrary<RuleValue> = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.constantFrom(0, -0, 1, 2.5, -3, 1e12),
  fc.boolean(),
);
const smallNumber = fc.constantFrom(0, 1, 2, 3, 5000);

const facts: fc.Arbitrary<RuleFacts> = fc
  .record({
    amountMinor: smallNumber,
    count: smallNumber,
    ageDays: smallNumber,
    isNew: fc.boolean(),
    country: fc.constantFrom('ES', 'aa'),
    hasDevice: fc.boolean(),
    attributes: fc.dictionary(fc.constantFrom(...ATTRIBUTES), value),
    lists: fc.dictionary(fc.constantFrom(...LISTS), fc.subarray(['c-42', 'ES', 'a', 'EUR'])),
  })
  .map(({ amountMinor, count, ageDays, isNew, country, hasDevice, attributes, lists }) => ({
    ...sampleFacts({
      transaction: {
        amountMinor,
        attributes,
        instrument: { id: 'card-fp-9', country },
        device: hasDevice ? { id: 'd-1' } : {},
      },
      customer: { isNew, last24h: { count } },
      device: { ageDays, isNew },
      absent: hasDevice ? [] : ['device', 'ip'],
    }),
    lists,
  }));

/** What cel-js sees: every name of the vocabulary as a nested object, and every list, empty or not. */
function celContext(given: RuleFacts): Record<string, unknown> {
  const context: Record<string, unknown> = {
    attributes: given.transaction.attributes ?? {},
    lists: { ...Object.fromEntries(LISTS.map((name) => [name, []])), ...given.lists },
  };
  for (const { name, read } of VOCABULARY) {
    const path = name.split('.');
    const last = path.pop() ?? name;
    let branch = context;
    for (const step of path) branch = (branch[step] ??= {}) as Record<string, unknown>;
    branch[last] = read(given);
  }
  return context;
}

const CODES: Readonly<Record<string, string>> = {
  no_such_key: 'missing_attribute',
  no_such_overload: 'wrong_type',
  no_matching_overload: 'wrong_type',
  invalid_logical_operand: 'wrong_type',
  invalid_condition_type: 'wrong_type',
};

function celOutcome(rule: string, given: RuleFacts): unknown {
  try {
    return PLAIN_RULES.evaluate(rule, celContext(given));
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return CODES[error.code];
  }
}

function ownOutcome(rule: string, given: RuleFacts): unknown {
  const compilation = compileRule(rule, { listNames: LISTS });
  if ('errors' in compilation) return compilation.errors;
  try {
    return compilation.rule.evaluate(ruleContext(given));
  } catch (failure) {
    if (!(failure instanceof RuleFailure)) throw failure;
    return failure.code;
  }
}

function fits({ written }: Rule): boolean {
  const compilation = compileRule(written, { listNames: LISTS });
  return !(
    'errors' in compilation && ['too_complex', 'too_long'].includes(compilation.errors[0]?.code ?? '')
  );
}

describe('a rule', () => {
  it('always gives what CEL gives, value or failure', () => {
    const outcomes = new Map<unknown, number>();
    fc.assert(
      fc.property(truth.filter(fits), facts, (rule, given) => {
        const outcome = ownOutcome(rule.written, given);
        expect(outcome).toBe(celOutcome(rule.cel, given));
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }),
      { numRuns: 500 },
    );
    expect([...outcomes.keys()].sort()).toEqual([false, 'missing_attribute', true, 'wrong_type']);
  });

  it.each([
    ['1 / 0 > 1', '1.0 / 0.0 > 1.0', 'division_by_zero', true],
    ['0 / 0 == 1', '0.0 / 0.0 == 1.0', 'division_by_zero', false],
    [
      'attributes["word"] + attributes["word"] == "aa"',
      'attributes["word"] + attributes["word"] == "aa"',
      'wrong_type',
      true,
    ],
  ])('differs from CEL on purpose where nobody means it: %s', (written, cel, own, standard) => {
    const given = sampleFacts({ transaction: { attributes: { word: 'a' } } });
    expect(ownOutcome(written, given)).toBe(own);
    expect(celOutcome(cel, given)).toBe(standard);
  });
});
