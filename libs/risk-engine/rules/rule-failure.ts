/** A rule that can't be answered from these facts; its `onError` says what follows. */
export class RuleFailure extends Error {
  constructor(
    readonly code: RuleFailureCode,
    message: string,
  ) {
    super(message);
    this.name = 'RuleFailure';
  }
}

export type RuleFailureCode = 'missing_attribute' | 'wrong_type' | 'division_by_zero';

export function missingAttribute(name: string): RuleFailure {
  return new RuleFailure('missing_attribute', `The transaction has no attribute ${JSON.stringify(name)}.`);
}

export function wrongType(expected: string, found: unknown): RuleFailure {
  return new RuleFailure('wrong_type', `Expected ${expected}, found a ${typeof found}.`);
}
