import { ERASED } from '@libs/identifier-words/identifier-words';
import type { Counterfactual } from './counterfactual';
import type { ErasedSubject } from './erased-facts';
import type { Factor } from './factor';
import type { Verdict } from './verdict';

type Explained = Verdict & { readonly counterfactuals: readonly Counterfactual[] };

/**
 * A verdict without what it says of a subject: of a customer every sentence and every text that was observed, of others
 * the id wherever a text has it as a word. Decision, score, codes, points and numbers stay.
 */
export function erasedVerdict<V extends Explained>(verdict: V, subject: ErasedSubject): V {
  const sentence = (text: string): string => erasedSentence(text, subject);
  return {
    ...verdict,
    reasoning: sentence(verdict.reasoning),
    factors: verdict.factors.map((factor) => erasedFactor(factor, subject)),
    counterfactuals: verdict.counterfactuals.map((each) => ({
      ...each,
      ...('value' in each && { value: erasedText(each.value, subject) }),
      sentence: sentence(each.sentence),
    })),
  };
}

/** Where a factor may hold an id; its code and what it counts in are words of the policy's or ours. */
const HOLDS_TEXT: readonly string[] = ['value', 'baseline', 'threshold', 'expression'];

function erasedFactor(factor: Factor, subject: ErasedSubject): Factor {
  const { observed } = factor;
  const fields = Object.entries(factor).map(
    ([name, value]) => [name, HOLDS_TEXT.includes(name) ? erasedText(value, subject) : value] as const,
  );
  return {
    ...(Object.fromEntries(fields) as unknown as Factor),
    ...(observed && { observed: erasedObserved(observed, subject) }),
    reason: erasedSentence(factor.reason, subject),
  } as Factor;
}

function erasedObserved(
  observed: NonNullable<Factor['observed']>,
  subject: ErasedSubject,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(observed).map(([name, value]) => {
      const isOfCustomer = subject.kind === 'customer' && (isText(value) || isAttribute(name));
      return [name, isOfCustomer ? ERASED : erasedText(value, subject)];
    }),
  );
}

function isAttribute(name: string): boolean {
  return name.startsWith('attributes');
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function erasedSentence(text: string, { kind, words }: ErasedSubject): string {
  return kind === 'customer' ? ERASED : words.erasedFrom(text);
}

function erasedText<T>(value: T, { words }: ErasedSubject): T | string {
  return isText(value) ? words.erasedFrom(value) : value;
}
