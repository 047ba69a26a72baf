/** Why a rule can't be saved, and where. */
export interface RuleError {
  readonly code: RuleErrorCode;
  readonly detail: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

export type RuleErrorCode =
  | 'function_not_allowed'
  | 'list_misused'
  | 'not_bool'
  | 'not_supported'
  | 'number_out_of_range'
  | 'syntax_error'
  | 'too_complex'
  | 'too_long'
  | 'unknown_list'
  | 'unknown_name'
  | 'wrong_type';

/** `offset` is where in the source the error stands, from 0. */
export function ruleError(code: RuleErrorCode, detail: string, source: string, offset: number): RuleError {
  const lines = source.slice(0, offset).split('\n');
  return { code, detail, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
