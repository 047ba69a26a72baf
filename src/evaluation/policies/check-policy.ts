import { pointerStep } from '@libs/card-number/json-pointer';
import type { FieldError } from '@libs/http/problem';
import { UnknownBuiltinError, builtinFactor } from '@libs/risk-engine/factors/registry';
import { deviation } from '@libs/risk-engine/policy-test';
import { CompiledRules } from '@libs/risk-engine/rules/compiled-rules';
import type { PositionedRuleError } from '@libs/risk-engine/rules/compiled-rules';
import { supposedFacts } from '@libs/risk-engine/supposed-facts';
import { toTransaction } from '../to-transaction';
import { policyInvalid } from './policy.problems';
import type { PolicyDefinition, PolicyTest } from './policy.types';

/** When a test's transaction happens unless it says: always the same, so that it passes tomorrow as it does today. */
const TEST_NOW = new Date('2026-01-01T12:00:00.000Z');

/** The policy's rules, compiled. Throws a Problem of 422 that points at everything that is wrong. */
export function checkPolicy(policy: PolicyDefinition, listNames: readonly string[]): CompiledRules {
  const compilation = CompiledRules.compile(policy.rules ?? [], listNames);
  const errors = [
    ...builtinErrors(policy),
    ...('errors' in compilation ? compilation.errors.map(toFieldError) : []),
  ];
  if (errors.length > 0 || 'errors' in compilation) throw policyInvalid(errors);
  checkTests(policy, compilation.rules);
  return compilation.rules;
}

/** Of a policy that was accepted once: a list may be gone, a built-in no longer shipped, a test fail since. */
export function checkAgain(policy: PolicyDefinition): CompiledRules {
  const errors = builtinErrors(policy);
  if (errors.length > 0) throw policyInvalid(errors);
  const rules = CompiledRules.ofAccepted(policy.rules ?? []);
  checkTests(policy, rules);
  return rules;
}

function checkTests(policy: PolicyDefinition, rules: CompiledRules): void {
  const errors = (policy.tests ?? []).flatMap((test, position) =>
    testErrors(test, `/tests/${position}`, { policy, rules }),
  );
  if (errors.length > 0) throw policyInvalid(errors);
}

function builtinErrors({ builtins }: PolicyDefinition): FieldError[] {
  return Object.entries(builtins).flatMap(([code, { version }]) => {
    try {
      builtinFactor(code, version);
      return [];
    } catch (error) {
      if (!(error instanceof UnknownBuiltinError)) throw error;
      const pointer = `/builtins${pointerStep(code)}`;
      return [{ in: 'body' as const, pointer, code: 'unknown_builtin', detail: error.message }];
    }
  });
}

function toFieldError({ position, ...error }: PositionedRuleError): FieldError {
  return { in: 'body', pointer: `/rules/${position}/when`, ...error };
}

function testErrors(
  { name, input, facts: supposed = {}, expect }: PolicyTest,
  pointer: string,
  compiled: Parameters<typeof deviation>[2],
): FieldError[] {
  const supposition = supposedFacts(toTransaction(input, TEST_NOW), supposed);
  if ('errors' in supposition) {
    return supposition.errors.map((error) => ({
      in: 'body',
      pointer: `${pointer}/facts${pointerStep(error.name)}`,
      code: 'not_supposable',
      detail: `The test "${name}" supposes ${error.name}. ${error.detail}`,
    }));
  }
  const found = deviation(expect, supposition.facts, compiled);
  if (found === undefined) return [];
  return [{ in: 'body', pointer, code: 'test_failed', detail: `The test "${name}" fails. ${found}` }];
}
