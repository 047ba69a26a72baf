import { UnknownBuiltinError } from '@libs/risk-engine/factors/registry';
import { versionNotShipped } from './policy.problems';

/** What `decide` answers. Throws a Problem of 409 where it lacks a version of a built-in that the policy names. */
export function withShippedBuiltins<T>(decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    if (error instanceof UnknownBuiltinError) throw versionNotShipped(error.code, error.version);
    throw error;
  }
}
