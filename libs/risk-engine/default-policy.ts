import type { Policy } from './policy';

/**
 * What every tenant starts with; docs/default-policy.md argues the weights. No factor blocks alone. What is rarely innocent
 * reaches review alone at full strength (30 and more); a hint does not, and neither do two.
 */
export const DEFAULT_POLICY: Policy = {
  name: 'Default',
  thresholds: { review: 30, block: 70 },
  builtins: {
    agent_unverified: { version: 1, weight: 10 },
    agent_velocity: { version: 1, weight: 20 },
    amount_above_counterparty_norm: { version: 1, weight: 20 },
    amount_above_customer_max: { version: 1, weight: 10 },
    amount_above_customer_norm: { version: 1, weight: 40 },
    amount_above_customer_usual: { version: 1, weight: 4 },
    amount_unexplained: { version: 1, weight: 9 },
    card_testing: { version: 1, weight: 30 },
    counterparty_country_mismatch: { version: 1, weight: 5 },
    customer_many_instruments: { version: 1, weight: 25 },
    customer_velocity: { version: 1, weight: 30 },
    device_many_customers: { version: 1, weight: 25 },
    device_many_instruments: { version: 1, weight: 35 },
    device_velocity: { version: 1, weight: 20 },
    dormant_customer: { version: 1, weight: 10 },
    instrument_country_mismatch: { version: 1, weight: 10 },
    instrument_many_customers: { version: 1, weight: 30 },
    instrument_velocity: { version: 1, weight: 20 },
    ip_many_customers: { version: 1, weight: 15 },
    ip_velocity: { version: 1, weight: 10 },
    known_fraud_agent: { version: 1, weight: 45 },
    known_fraud_counterparty: { version: 1, weight: 45 },
    known_fraud_customer: { version: 1, weight: 10 },
    known_fraud_device: { version: 1, weight: 60 },
    known_fraud_instrument: { version: 1, weight: 60 },
    known_fraud_ip: { version: 1, weight: 30 },
    new_account_high_amount: { version: 1, weight: 20 },
    new_agent: { version: 1, weight: 5 },
    new_device: { version: 1, weight: 15 },
    new_instrument: { version: 1, weight: 10 },
    refunds_over_payments: { version: 1, weight: 30 },
    repeated_amount: { version: 1, weight: 10 },
    trusted_relationship: { version: 1, weight: 20 },
    unusual_hour: { version: 1, weight: 8 },
  },
};
