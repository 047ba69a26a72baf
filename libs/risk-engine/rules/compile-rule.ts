import { ParseError } from '@marcbachmann/cel-js';
import type { Environment, ParseResult, TypeError as TypeMismatch } from '@marcbachmann/cel-js';
import { buildExpression, NotInLanguage } from './build-expression';
import { truthOf } from './expression';
import { plainForm } from './plain-form';
import type { PlainForm } from './plain-form';
import { readForShow } from './read-reference';
import type { Read, RuleContext } from './rule-context';
import { MAX_SOURCE_LENGTH, PLAIN_RULES, WRITTEN_RULES } from './rule-environment';
import { ruleError } from './rule-error';
import type { RuleError, RuleErrorCode } from './rule-error';
import { RuleExaminer } from './rule-examiner';
import type { RuleValue } from './rule-facts';

/** A rule that can be asked any number of times, always at the same small cost. */
export interface CompiledRule {
  readonly source: string;
  /** @throws RuleFailure when the facts have no answer. */
  evaluate(context: RuleContext): boolean;
  /** What the rule refers to, as its author writes it, with the values that it has in these facts. */
  observed(context: RuleContext): Record<string, RuleValue | null>;
}

export type RuleCompilation =
  | { readonly rule: CompiledRule }
  /** At least one and at most ten. */
  | { readonly errors: readonly RuleError[] };

/** A rule of at most {@link MAX_SOURCE_LENGTH} characters in the language that the README describes. */
export function compileRule(
  source: string,
  { listNames }: { readonly listNames: readonly string[] },
): RuleCompilation {
  if (source.length > MAX_SOURCE_LENGTH) {
    const detail = `A rule has at most ${MAX_SOURCE_LENGTH} characters, this one has ${source.length}.`;
    return { errors: [ruleError('too_long', detail, source, 0)] };
  }
  const parsed = parse(source, WRITTEN_RULES);
  if (!parsed.valid) return { errors: [located(parsed.error, source)] };
  const examiner = new RuleExaminer(source, listNames);
  examiner.examine(parsed.program.ast);
  if (examiner.errors.length > 0) return { errors: examiner.errors };
  const built = build(source, plainForm(source, examiner.edits));
  if ('error' in built) return { errors: [built.error] };
  return { rule: { source, evaluate: built.evaluate, observed: observer(examiner.references) } };
}

function observer(references: RuleExaminer['references']): CompiledRule['observed'] {
  const shown = [...references].map(([text, reference]) => ({ text, read: readForShow(reference) }));
  return (context) => {
    const observed: Record<string, RuleValue | null> = {};
    for (const { text, read } of shown) observed[text] = read(context);
    return observed;
  };
}

type Parsed =
  | { readonly valid: true; readonly program: ParseResult }
  | { readonly valid: false; readonly error: ParseError | TypeMismatch };

function parse(text: string, environment: Environment): Parsed {
  try {
    return { valid: true, program: environment.parse(text) };
  } catch (error) {
    if (error instanceof ParseError) return { valid: false, error };
    throw error;
  }
}

function build(
  source: string,
  plain: PlainForm,
): { readonly evaluate: Read<boolean> } | { readonly error: RuleError } {
  const parsed = parse(plain.text, PLAIN_RULES);
  if (!parsed.valid) return { error: located(parsed.error, source, plain) };
  const { type, error } = parsed.program.check();
  if (error !== undefined) return { error: located(error, source, plain) };
  if (type !== 'bool') {
    const detail = `A rule is true or false, this one is of type ${type ?? 'unknown'}.`;
    return { error: ruleError('not_bool', detail, source, 0) };
  }
  try {
    return { evaluate: truthOf(buildExpression(parsed.program.ast)) };
  } catch (failure) {
    if (!(failure instanceof NotInLanguage)) throw failure;
    const offset = plain.sourceOffset(failure.offset);
    return { error: ruleError('not_supported', failure.message, source, offset) };
  }
}

function located(error: ParseError | TypeMismatch, source: string, plain?: PlainForm): RuleError {
  const start = error.range?.start ?? 0;
  return ruleError(codeOf(error), inWords(error.summary), source, plain?.sourceOffset(start) ?? start);
}

function codeOf(error: ParseError | TypeMismatch): RuleErrorCode {
  if (!(error instanceof ParseError)) return 'wrong_type';
  return error.code === 'limit_exceeded' ? 'too_complex' : 'syntax_error';
}

/** The parser and the checker speak CEL's own language; these are what authors of rules meet most. */
function inWords(summary: string): string {
  return summary
    .replace(/^no such overload: (.*)$/, 'These types do not go together: $1.')
    .replace(/^found no matching overload for '(.*)'$/, 'These types do not go together: $1.')
    .replace(/^Unexpected token: EOF$/, 'The rule ends where a value is expected.')
    .replace(/^Exceeded maxAstNodes \((\d+)\)$/, 'A rule has at most $1 parts.')
    .replace(/^Exceeded maxDepth \((\d+)\)$/, 'A rule is nested at most $1 deep.')
    .replace(/^Exceeded maxListElements \((\d+)\)$/, 'A list that is written out has at most $1 elements.');
}
