export interface ScoredTransaction {
  readonly day: number;
  readonly customerId: string;
  readonly score: number;
  readonly isFraud: boolean;
}

interface Card {
  readonly customerId: string;
  readonly score: number;
  readonly isFraud: boolean;
}

/**
 * Card Precision@k of the Fraud Detection Handbook: for each day the k cards with the highest score of a
 * transaction, the share of them with a fraud on that day, found ones left out on the days after; the mean over
 * the days. Cards of equal score stand in the order of their ids, which knows nothing of the labels.
 */
export function cardPrecisionAt(k: number, scored: readonly ScoredTransaction[]): number {
  const found = new Set<string>();
  const days = [...new Set(scored.map(({ day }) => day))].sort((a, b) => a - b);
  const precisions = days.map((day) => {
    const today = scored.filter((each) => each.day === day && !found.has(each.customerId));
    const compromised = cardsOf(today)
      .sort(highestFirst)
      .slice(0, k)
      .filter(({ isFraud }) => isFraud);
    for (const { customerId } of compromised) found.add(customerId);
    return compromised.length / k;
  });
  return precisions.reduce((sum, precision) => sum + precision, 0) / precisions.length;
}

function cardsOf(scored: readonly ScoredTransaction[]): Card[] {
  const cards = new Map<string, Card>();
  for (const { customerId, score, isFraud } of scored) {
    const card = cards.get(customerId);
    cards.set(customerId, {
      customerId,
      score: Math.max(score, card?.score ?? -Infinity),
      isFraud: isFraud || card?.isFraud === true,
    });
  }
  return [...cards.values()];
}

function highestFirst(a: Card, b: Card): number {
  if (a.score !== b.score) return b.score - a.score;
  return a.customerId < b.customerId ? -1 : 1;
}
