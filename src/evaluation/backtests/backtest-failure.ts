import { UnknownBuiltinError } from '@libs/risk-engine/factors/registry';
import { UnreadableFactsError } from '@libs/risk-engine/recorded-facts';

export interface Failure {
  /** For the backtest's owner. */
  readonly sentence: string;
  /** Otherwise it is a fault of ours. */
  readonly isForeseen: boolean;
}

/** Why decisions can't be made again. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UnknownBuiltinError) {
    const { code, version } = error;
    const sentence = `Version ${version} of the built-in factor ${code} is no longer shipped.`;
    return { sentence, isForeseen: true };
  }
  if (error instanceof UnreadableFactsError) {
    return {
      sentence: 'Facts in this range were recorded by a later version of TrustFlow.',
      isForeseen: true,
    };
  }
  return { sentence: 'Something went wrong on our side. It is logged.', isForeseen: false };
}
