import type { Factor, FactorCategory } from './factor';
import type { Decision, Verdict } from './verdict';

/** The decision in a few sentences: where the score lies, how it came about and what weighs most. */
export function reasoningOf(verdict: Omit<Verdict, 'reasoning'>): string {
  const { score, factors } = verdict;
  const against = sumOf(factors.filter(({ points }) => points > 0));
  const inFavour = -sumOf(factors.filter(({ points }) => points < 0));
  return [
    verdictSentence(verdict),
    ...(inFavour > 0 ? [`Points against it: ${against}; in its favour: ${inFavour}.`] : []),
    ...capSentence(against - inFavour, score),
    ...heaviestSentence(factors, against),
  ].join(' ');
}

type AnyCategory = FactorCategory | 'rule';

const CATEGORY_PHRASES: Record<AnyCategory, string> = {
  agent: 'the agent',
  amount: 'the amount',
  device: 'the device',
  geography: 'geography',
  history: "the customer's history",
  identity: 'the number of customers',
  instrument: 'the instrument',
  outcome: 'known fraud',
  refund: 'refunding',
  rule: "the policy's rules",
  velocity: 'the pace',
};

function verdictSentence(verdict: Omit<Verdict, 'reasoning'>): string {
  const [first] = verdict.factors;
  return first === undefined || first.effect === 'none' ? scoreSentence(verdict) : effectSentence(verdict);
}

/** Factors with an effect come first, and those of the effect that decided before the others. */
function effectSentence({ decision, score, factors }: Omit<Verdict, 'reasoning'>): string {
  const deciding = factors.filter(({ effect }) => effect === decision);
  // What has an effect is a rule, or the mandate.
  if (deciding.some(({ category }) => category !== 'rule')) {
    return `Block: it is outside of the agent's mandate, whatever the policy and the score of ${score} say.`;
  }
  const names = deciding.map(({ code }) => nameOf(code));
  const subject = `${names.length === 1 ? 'the rule' : 'the rules'} ${listed(names)}`;
  const [verb, verbOfMany] = EFFECT_VERBS[decision];
  return `${capitalise(decision)}: ${subject} ${names.length === 1 ? verb : verbOfMany} it, whatever the score of ${score} says.`;
}

const EFFECT_VERBS: Record<Decision, readonly [one: string, many: string]> = {
  allow: ['allows', 'allow'],
  review: ['holds', 'hold'],
  block: ['blocks', 'block'],
};

function nameOf(code: string): string {
  return code.replace(/^rule:/, '');
}

function listed(names: readonly string[]): string {
  return names.length === 1 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function scoreSentence({
  decision,
  score,
  thresholds: { review, block },
  factors,
}: Omit<Verdict, 'reasoning'>): string {
  const cause =
    factors.length === 0 ? `nothing unusual was found${decision === 'allow' ? ';' : ', but'} ` : '';
  switch (decision) {
    case 'allow':
      return `Allow: ${cause}the score of ${score} stays under the review threshold of ${review}.`;
    case 'review':
      return `Review: ${cause}the score of ${score} reaches the review threshold of ${review} and stays under the block threshold of ${block}.`;
    case 'block':
      return `Block: ${cause}the score of ${score} reaches the block threshold of ${block}.`;
  }
}

function capSentence(sum: number, score: number): string[] {
  if (sum === score) return [];
  return [`The points add up to ${sum}, and a score ${sum > score ? 'ends' : 'begins'} at ${score}.`];
}

function heaviestSentence(factors: readonly Factor[], against: number): string[] {
  const byCategory = pointsByCategory(factors);
  if (byCategory.size === 0) return [];
  const most = Math.max(...byCategory.values());
  const heaviest = [...byCategory].filter(([, points]) => points === most).map(([category]) => category);
  const names = capitalise(heaviest.map((category) => CATEGORY_PHRASES[category]).join(' and '));
  // "The policy's rules" are many.
  const isOne = heaviest.length === 1 && heaviest[0] !== 'rule';
  if (byCategory.size === 1) return [`${names} alone ${isOne ? 'speaks' : 'speak'} against it.`];
  const share = heaviest.length === 1 ? `${most} of ${against}` : `${most} each of ${against}`;
  return [`${names} ${isOne ? 'weighs' : 'weigh'} most (${share}).`];
}

function pointsByCategory(factors: readonly Factor[]): ReadonlyMap<AnyCategory, number> {
  const byCategory = new Map<AnyCategory, number>();
  for (const { category, points } of factors) {
    if (points > 0) byCategory.set(category, (byCategory.get(category) ?? 0) + points);
  }
  return byCategory;
}

function sumOf(factors: readonly Factor[]): number {
  return factors.reduce((sum, { points }) => sum + points, 0);
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
