import type { Transaction } from '../transaction';
import { VOCABULARY } from './vocabulary';

const TEXTS = VOCABULARY.filter((term) => term.type === 'string');

/**
 * Every value of a transaction that a rule can ask a list about, each once: its texts and those among its
 * attributes. Which of them a list holds is recorded in the facts, so that a replay asks no list.
 */
export function listableValues(transaction: Transaction): string[] {
  const texts = TEXTS.map((term) => term.read({ transaction }));
  const attributes = Object.values(transaction.attributes ?? {}).filter((value) => typeof value === 'string');
  return [...new Set([...texts, ...attributes])].filter((value) => value !== '');
}
