import { compileRule } from './compile-rule';
import type { RuleError } from './rule-error';

function errorsOf(source: string): readonly RuleError[] {
  const compilation = compileRule(source, { listNames: ['trusted', 'blocked_ips'] });
  return 'errors' in compilation ? compilation.errors : [];
}

const many = (count: number, part: string, glue: string): string =>
  Array<string>(count).fill(part).join(glue);

describe('a rule that must not be saved', () => {
  it.each([
    [
      'a pattern that backtracks for ever',
      'device.userAgent.matches("^(a+)+$")',
      'function_not_allowed',
      'matches() may not be used in a rule. What may: has(), size(), contains(), startsWith() and endsWith().',
    ],
    [
      'a loop in a loop',
      '[1, 2].all(x, [3, 4].exists(y, x == y))',
      'function_not_allowed',
      /^all\(\) may not be used in a rule/,
    ],
    ['a name bound behind its back', 'cel.bind(x, true, x)', 'function_not_allowed', /^bind\(\)/],
    [
      'a time from a clock',
      'timestamp("2026-01-01T00:00:00Z") == 1',
      'function_not_allowed',
      /^timestamp\(\)/,
    ],
    ['a walk up the prototypes', 'customer.constructor == "x"', 'unknown_name', /"customer.constructor"/],
    ['a walk to the root of them', 'customer.__proto__.polluted == true', 'unknown_name', /__proto__/],
    ['a list by the name of a method', 'customer.id in lists.constructor', 'unknown_list', /"constructor"/],
    ['ten thousand alternatives', many(10_000, 'true', '||'), 'too_long', /at most 2000 characters.* 59998/],
    ['two hundred alternatives', many(200, 'true', '||'), 'too_complex', 'A rule has at most 200 parts.'],
    [
      'deep nesting',
      `${'('.repeat(40)}true${')'.repeat(40)}`,
      'too_complex',
      'A rule is nested at most 16 deep.',
    ],
    ['a thousand negations', `${'!'.repeat(1000)}true`, 'too_complex', 'A rule has at most 200 parts.'],
    ['an endless list', `1 in [${many(65, '1', ',')}]`, 'too_complex', /at most 64 elements/],
    ['a number beyond all numbers', '1 < 99999999999999999999', 'number_out_of_range', /9007199254740991/],
    ['a double beyond all doubles', '1 < 1e999', 'syntax_error', 'Invalid number: Infinity'],
    [
      'texts that grow',
      'customer.id + customer.id == "x"',
      'not_supported',
      'Texts are not joined in a rule.',
    ],
    [
      'a name that was misspelt',
      'transaction.amuont > 3',
      'unknown_name',
      /Did you mean "transaction.amount"\?/,
    ],
    [
      'a list that was misspelt',
      'device.ip in lists.blocked_ip',
      'unknown_list',
      /Did you mean "blocked_ips"\?/,
    ],
    ['a group for a value', 'customer.last24h > 3', 'unknown_name', /such as customer.last24h.count/],
    ['all attributes for one', 'attributes == 3', 'unknown_name', /attributes\["name"\]/],
    ['types that do not go together', 'transaction.amount > "3"', 'wrong_type', /double > string/],
    ['a test of what is no text', 'size(3) > 1', 'wrong_type', /size\(double\)/],
    ['what is never lacking', 'has(transaction.amount)', 'wrong_type', /^has\(\) takes/],
    ['two of what there is one of', 'size("a", "b") > 1', 'wrong_type', 'size() takes one argument.'],
    ['a number for an answer', 'transaction.amount', 'not_bool', /of type double/],
    ['an attribute for an answer', 'attributes["gift"]', 'not_bool', /of type dyn/],
    ['half a rule', 'transaction.amount >', 'syntax_error', 'The rule ends where a value is expected.'],
    ['nothing', '', 'syntax_error', 'The rule ends where a value is expected.'],
    ['nothingness', 'customer.country == null', 'not_supported', /has\(device.id\)/],
    ['bytes', 'b"a" == b"a"', 'not_supported', /^A literal is/],
    ['an unsigned number', '3u == 3u', 'not_supported', /^A literal is/],
    ['a map', '{"a": 1} == {"a": 1}', 'not_supported', /^Maps/],
    ['a list compared', 'true == ([1] == [1])', 'list_misused', /right of "in"/],
    ['a list that is computed', 'transaction.amount in [1 + 1]', 'list_misused', /literals only/],
    ['a list of two kinds', 'transaction.amount in [1, "a"]', 'wrong_type', /same type/],
    ["a tenant's list compared", 'lists.trusted == lists.trusted', 'list_misused', /right of "in"/],
    ['a list asked about a number', 'transaction.amount in lists.trusted', 'list_misused', /one text/],
    ['a list asked about a constant', '"c-1" in lists.trusted', 'list_misused', /one text/],
    ['an entity for a list', 'customer.id in customer', 'list_misused', /^Right of "in"/],
    ['a name that is computed', 'attributes[customer.id] == 1', 'not_supported', /name written out/],
    ['a computed name asked for', 'customer.id in attributes', 'wrong_type', /name that is written out/],
    ['a part of an attribute', 'attributes.basket.size == 1', 'unknown_name', /"attributes.basket.size"/],
    ['a conversion', 'double("1") == 1', 'function_not_allowed', /^double\(\)/],
  ])('is refused: %s', (_, source, code, detail) => {
    const [error] = errorsOf(source);
    expect(error).toMatchObject({ code });
    expect(error?.detail).toMatch(detail);
  });

  it.each([
    ['a source of 2,000 characters', 'true'.padEnd(2000), 'true'.padEnd(2001)],
    ['200 parts', `${many(99, 'true', '||')} || !true`, `${many(100, 'true', '||')} || true`],
    ['16 levels', `${'('.repeat(15)}true${')'.repeat(15)}`, `${'('.repeat(16)}true${')'.repeat(16)}`],
    ['64 elements', `1 in [${many(64, '1', ',')}]`, `1 in [${many(65, '1', ',')}]`],
    ['the largest whole number', '1 < 9007199254740991', '1 < 9007199254740992'],
  ])('begins right after %s', (_, accepted, refused) => {
    expect(errorsOf(accepted)).toEqual([]);
    expect(errorsOf(refused)).toHaveLength(1);
  });

  it('counts what its author wrote, not the larger form that it is checked in', () => {
    expect(errorsOf(many(50, 'has(device.id)', '||'))).toEqual([]);
    expect(errorsOf(`${'('.repeat(13)}size(customer.id) > 1${')'.repeat(13)}`)).toEqual([]);
    expect(errorsOf(`${'('.repeat(14)}size(customer.id) > 1${')'.repeat(14)}`)).toHaveLength(1);
  });

  it.each([
    ['transaction.amuont > 3', 1, 1],
    ['true &&\n  transaction.amuont > 3', 2, 3],
    ['true &&\n  (size(customer.id) > 3 &&\n customer.id > 3)', 3, 2],
    ['size(customer.id) > 3 && has(device.id) && 1 > "x"', 1, 44],
    ['customer.id ==\n\n', 3, 1],
    ['"unterminated', 1, 1],
    ['true && "👍".matches("a")', 1, 9],
    ['"👍" == "" && size(1) == 1', 1, 15],
  ])('shows where: %j in line %d, column %d', (source, line, column) => {
    expect(errorsOf(source)).toEqual([expect.objectContaining({ line, column })]);
  });

  it('is told all that is wrong with it, up to ten things', () => {
    expect(errorsOf('a.b > 1 || c.d > 1 || e.f()').map(({ code }) => code)).toEqual([
      'unknown_name',
      'unknown_name',
      'function_not_allowed',
    ]);
    expect(errorsOf(many(20, 'a.b', '||'))).toHaveLength(10);
  });
});
