export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';
export type Plan = 'free' | 'growth' | 'scale' | 'unlimited';

/** Requests a second of one tenant, where the settings say nothing else. */
export const PLAN_LIMITS_PER_SECOND: Readonly<Record<Plan, number>> = {
  free: 50,
  growth: 200,
  scale: 1_000,
  // Of billing, not of what one machine can take.
  unlimited: 10_000,
};
