import { aTransaction, signUp } from '../support/customer';
import type { Customer } from '../support/customer';
import { startTestApi } from '../support/test-api';
import type { TestApi } from '../support/test-api';
import { evaluate } from './evaluated';
import { aPolicy, aRule, decideBy } from './policy-steps';

let api: TestApi;
let customer: Customer;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  customer = await signUp(api.url);
});
afterAll(() => api.stop());

describe('a rule', () => {
  it('adds its points where it is true, and shows its expression with the values that it saw', async () => {
    const when = 'instrument.country != counterparty.country && attributes["basket"] > 2';
    await decideBy(customer, [aRule({ code: 'cross_border_card', when, points: 35, reason: 'Abroad.' })]);
    const evaluation = await evaluate(
      customer,
      aTransaction({
        instrument: { country: 'ES' },
        counterparty: { country: 'IE' },
        attributes: { basket: 3 },
      }),
    );
    expect(evaluation).toMatchObject({
      decision: 'review',
      score: 35,
      factors: [
        {
          ...{
            code: 'rule:cross_border_card',
            category: 'rule',
            points: 35,
            effect: 'none',
            expression: when,
          },
          observed: { 'instrument.country': 'ES', 'counterparty.country': 'IE', 'attributes["basket"]': 3 },
          reason: 'Abroad.',
        },
      ],
    });
    expect((await customer.get(`/v1/evaluations/${evaluation.id}`)).body).toEqual(evaluation);
  });

  it('sees the windows of what came before, and not the transaction itself', async () => {
    await decideBy(customer, [aRule({ when: 'customer.last1h.count >= 1', decision: 'block' })]);
    const regular = { customer: { id: 'c-regular' } };
    expect((await evaluate(customer, aTransaction(regular))).decision).toBe('allow');
    expect((await evaluate(customer, aTransaction(regular))).decision).toBe('block');
  });

  it.each([
    [
      ['allow', 'review', 'block'],
      'block',
      'Block: the rule block_it blocks it, whatever the score of 80 says.',
    ],
    [['review', 'allow'], 'allow', 'Allow: the rule allow_it allows it, whatever the score of 80 says.'],
    [['review'], 'review', 'Review: the rule review_it holds it, whatever the score of 80 says.'],
    [[], 'block', 'Block: the score of 80 reaches the block threshold of 70.'],
  ])('that decides goes before the score; of %j it is %s', async (decisions, decision, sentence) => {
    const deciding = decisions.map((each) => aRule({ code: `${each}_it`, decision: each }));
    await decideBy(customer, [aRule({ code: 'heavy', points: 80 }), ...deciding]);
    const evaluation = await evaluate(customer, aTransaction());
    expect(evaluation).toMatchObject({ decision, score: 80 });
    expect(evaluation.reasoning).toContain(sentence);
    expect(evaluation.factors).toHaveLength(decisions.length + 1);
  });

  it.each([
    ['skip', 'allow', 'none'],
    ['review', 'review', 'review'],
    ['block', 'block', 'block'],
  ])('without an answer follows its onError: %s', async (onError, decision, effect) => {
    await decideBy(customer, [aRule({ when: 'attributes["score"] > 5', points: 90, onError })]);
    const evaluation = await evaluate(customer, aTransaction());
    expect(evaluation).toMatchObject({
      decision,
      score: 0,
      factors: [{ effect, points: 0, error: 'missing_attribute', observed: { 'attributes["score"]': null } }],
    });
  });
});

describe('a policy that is refused', () => {
  const deep = `${'('.repeat(40)}true${')'.repeat(40)}`;
  it.each<[string, string, string]>([
    ['does not parse', 'customer.id ==', 'syntax_error'],
    ['is no statement', 'transaction.amount + 1', 'not_bool'],
    ['compares what does not compare', 'transaction.amount == "x"', 'wrong_type'],
    ['names what is not there', 'customer.lastHour.count > 3', 'unknown_name'],
    ['names a list that is not there', 'customer.id in lists.nobody', 'unknown_list'],
    ['searches with a regular expression', 'customer.id.matches("(a+)+$")', 'function_not_allowed'],
    ['loops', '[1, 2].all(x, [1, 2].all(y, x == y))', 'function_not_allowed'],
    ['reaches for the prototype', 'customer.constructor.constructor == "x"', 'unknown_name'],
    ['has more parts than a rule may', Array.from({ length: 150 }, () => 'true').join(' && '), 'too_complex'],
    ['is nested too deeply', deep, 'too_complex'],
    ['writes out a long list', `customer.id in [${'"a",'.repeat(200)}"b"]`, 'too_complex'],
    ['counts beyond what a number holds', 'transaction.amount > 99999999999999999', 'number_out_of_range'],
  ])('because its rule %s says where', async (_, when, code) => {
    const rules = [aRule({ points: 1 }), aRule({ code: 'hostile', when, points: 1 })];
    const { status, body } = await customer.post('/v1/policies', aPolicy({ rules }));
    expect([status, body.code]).toEqual([422, 'policy_invalid']);
    expect(body.errors[0]).toMatchObject({ in: 'body', pointer: '/rules/1/when', code, line: 1 });
    expect(body.errors[0].column).toBeGreaterThanOrEqual(1);
  });

  it('points at line and column of each fault', async () => {
    const when = 'customer.id == "a" &&\n  custmer.id == "b"';
    const { body } = await customer.post('/v1/policies', aPolicy({ rules: [aRule({ when, points: 1 })] }));
    expect(body.errors).toMatchObject([{ code: 'unknown_name', line: 2, column: 3 }]);
    expect(body.errors[0].detail).toContain('Did you mean "customer.id"?');
  });

  it.each([
    ['a built-in that is not there', { no_such: { version: 1, weight: 1 } }, '/builtins/no_such'],
    ['a version that is not there', { new_device: { version: 9, weight: 1 } }, '/builtins/new_device'],
  ])('for %s', async (_, builtins, pointer) => {
    const { status, body } = await customer.post('/v1/policies', aPolicy({ builtins }));
    expect([status, body.code, body.errors[0]]).toMatchObject([
      422,
      'policy_invalid',
      { pointer, code: 'unknown_builtin' },
    ]);
  });

  it.each<[string, Record<string, unknown>, string, string]>([
    ['thresholds that cross', { thresholds: { review: 50, block: 49 } }, '/thresholds', 'review_under_block'],
    ['a threshold over 100', { thresholds: { review: 50, block: 101 } }, '/thresholds/block', 'max'],
    ['a rule without an effect', { rules: [aRule()] }, '/rules/0', 'points_or_decision'],
    [
      'a rule with two effects',
      { rules: [aRule({ points: 1, decision: 'allow' })] },
      '/rules/0',
      'points_or_decision',
    ],
    [
      'two rules of one code',
      { rules: [aRule({ points: 1 }), aRule({ points: 2 })] },
      '/rules/1/code',
      'is_unique',
    ],
    [
      '101 rules',
      { rules: Array.from({ length: 101 }, (_, index) => aRule({ code: `r${index}`, points: 1 })) },
      '/rules',
      'array_max_size',
    ],
    ['a rule that is a list', { rules: [[]] }, '/rules', 'is_object'],
    [
      'a weight that is no integer',
      { builtins: { new_device: { version: 1, weight: 0.5 } } },
      '/builtins',
      'is_builtins',
    ],
    [
      'a test that expects nothing',
      { tests: [{ name: 'x', input: aTransaction(), expect: {} }] },
      '/tests/0/expect',
      'is_expectation',
    ],
  ])('for %s is answered with validation_failed', async (_, over, pointer, code) => {
    const { status, body } = await customer.post('/v1/policies', aPolicy(over));
    expect([status, body.code, body.errors[0]]).toMatchObject([422, 'validation_failed', { pointer, code }]);
  });

  it('is refused by validate with the same words, and neither keeps anything', async () => {
    const bad = aPolicy({ rules: [aRule({ when: 'nonsense', points: 1 })] });
    const answers = [
      await customer.post('/v1/policies', bad),
      await customer.post('/v1/policies/validate', bad),
    ];
    expect(new Set(answers.map(({ body }) => JSON.stringify(body.errors))).size).toBe(1);
    const good = await customer.post('/v1/policies/validate', aPolicy());
    expect([good.status, good.body]).toEqual([200, { valid: true }]);
    expect((await customer.get('/v1/policies')).body.data).toHaveLength(1);
  });

  it('may be as large as 1 MiB, and not larger', async () => {
    const sized = (kibibytes: number) => aPolicy({ name: 'x'.repeat(kibibytes * 1_024) });
    expect((await customer.post('/v1/policies', sized(1_023))).body.code).toBe('validation_failed');
    expect((await customer.post('/v1/policies', sized(1_024))).status).toBe(413);
  });
});

describe('the tests in a policy', () => {
  const rule = aRule({ code: 'busy', when: 'customer.last24h.count >= 5 && !customer.isNew', points: 40 });
  const test = (expect: object, count: number) => ({
    ...{ name: 'a busy customer', input: aTransaction(), expect },
    facts: { 'customer.last24h.count': count },
  });

  it('let it be saved where they pass', async () => {
    const tests = [
      test({ decision: 'review', score: 40, factors: ['rule:busy'] }, 5),
      test({ decision: 'allow', score: 0 }, 4),
    ];
    expect((await customer.post('/v1/policies', aPolicy({ rules: [rule], tests }))).status).toBe(201);
  });

  it.each([
    [{ decision: 'allow' }, 'It expects allow, the policy decides review with a score of 40.'],
    [{ score: 41 }, 'It expects a score of 41, the policy gives 40.'],
    [{ factors: ['rule:other'] }, "It expects the factor rule:other, which the policy doesn't find."],
  ])('are named where they fail: %j', async (expected, detail) => {
    const policy = aPolicy({ rules: [rule], tests: [test({ score: 40 }, 5), test(expected, 5)] });
    const { status, body } = await customer.post('/v1/policies', policy);
    expect([status, body.errors]).toEqual([
      422,
      [
        {
          ...{ in: 'body', pointer: '/tests/1', code: 'test_failed' },
          detail: `The test "a busy customer" fails. ${detail}`,
        },
      ],
    ]);
  });

  it.each<[string, unknown, string]>([
    ['customer.last24h.cuont', 1, 'There is no such name.'],
    ['device.isNew', true, 'The input names no such entity, or this is part of it.'],
    ['customer.isNew', 3, 'This is a boolean.'],
    ['customer.id', ['c'], 'Only a list, such as lists.trusted, holds texts.'],
  ])('can not suppose %s', async (name, value, detail) => {
    const tests = [{ ...test({ score: 0 }, 0), facts: { [name]: value } }];
    const { body } = await customer.post('/v1/policies', aPolicy({ tests }));
    expect(body.errors).toMatchObject([{ pointer: `/tests/0/facts/${name}`, code: 'not_supposable' }]);
    expect(body.errors[0].detail).toContain(detail);
  });

  it('run again when it is activated', async () => {
    const tests = [test({ score: 40 }, 5)];
    const { id } = (await customer.post('/v1/policies', aPolicy({ rules: [rule], tests }))).body;
    // As if a later version of the service gave another score.
    await api.database.query(
      `update policies set definition = replace(definition::text, '"points":40', '"points":39')::json where version = 2`,
    );
    const { status, body } = await customer.post(`/v1/policies/${id}/activate`, undefined);
    expect([status, body.code, body.errors[0].pointer]).toEqual([422, 'policy_invalid', '/tests/0']);
    expect((await customer.get('/v1/policies/active')).body.version).toBe(1);
  });
});

describe('the vocabulary', () => {
  it('has a name for everything that a rule may see, and every built-in with its version', async () => {
    const { status, body } = await customer.get('/v1/policies/vocabulary');
    expect(status).toBe(200);
    expect(body.names).toContainEqual(
      expect.objectContaining({ name: 'device.last24h.instruments', type: 'double' }),
    );
    expect(body.builtins).toContainEqual(
      expect.objectContaining({ code: 'new_device', version: 1, direction: 'raises', defaultWeight: 15 }),
    );
  });

  it('can be used word for word', async () => {
    const { names } = (await customer.get('/v1/policies/vocabulary')).body as {
      names: { name: string; type: string }[];
    };
    const samples: Record<string, string> = { double: '> 1', string: '== "x"', bool: '== true' };
    const rules = names
      .filter(({ type }) => type in samples)
      .map(({ name, type }, index) =>
        aRule({ code: `r${index}`, when: `${name} ${samples[type]}`, points: 1 }),
      );
    for (let from = 0; from < rules.length; from += 100) {
      const policy = aPolicy({ rules: rules.slice(from, from + 100) });
      expect((await customer.post('/v1/policies/validate', policy)).body).toEqual({ valid: true });
    }
    expect(rules.length).toBeGreaterThan(200);
  });
});
