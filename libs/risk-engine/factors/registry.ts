import type { BuiltinFactor } from '../factor';
import { agentUnverified } from './agent-unverified';
import { agentVelocity } from './agent-velocity';
import { amountAboveCounterpartyNorm } from './amount-above-counterparty-norm';
import { amountAboveCustomerMax } from './amount-above-customer-max';
import { amountAboveCustomerNorm } from './amount-above-customer-norm';
import { amountAboveCustomerUsual } from './amount-above-customer-usual';
import { amountUnexplained } from './amount-unexplained';
import { cardTesting } from './card-testing';
import { counterpartyCountryMismatch } from './counterparty-country-mismatch';
import { customerManyInstruments } from './customer-many-instruments';
import { customerVelocity } from './customer-velocity';
import { deviceManyCustomers } from './device-many-customers';
import { deviceManyInstruments } from './device-many-instruments';
import { deviceVelocity } from './device-velocity';
import { dormantCustomer } from './dormant-customer';
import { instrumentCountryMismatch } from './instrument-country-mismatch';
import { instrumentManyCustomers } from './instrument-many-customers';
import { instrumentVelocity } from './instrument-velocity';
import { ipManyCustomers } from './ip-many-customers';
import { ipVelocity } from './ip-velocity';
import { knownFraudAgent } from './known-fraud-agent';
import { knownFraudCounterparty } from './known-fraud-counterparty';
import { knownFraudCustomer } from './known-fraud-customer';
import { knownFraudDevice } from './known-fraud-device';
import { knownFraudInstrument } from './known-fraud-instrument';
import { knownFraudIp } from './known-fraud-ip';
import { newAccountHighAmount } from './new-account-high-amount';
import { newAgent } from './new-agent';
import { newDevice } from './new-device';
import { newInstrument } from './new-instrument';
import { refundsOverPayments } from './refunds-over-payments';
import { repeatedAmount } from './repeated-amount';
import { trustedRelationship } from './trusted-relationship';
import { unusualHour } from './unusual-hour';

/** Every built-in that is shipped, each version of it. */
export const BUILTIN_FACTORS: readonly BuiltinFactor[] = [
  agentUnverified,
  agentVelocity,
  amountAboveCounterpartyNorm,
  amountAboveCustomerMax,
  amountAboveCustomerNorm,
  amountAboveCustomerUsual,
  amountUnexplained,
  cardTesting,
  counterpartyCountryMismatch,
  customerManyInstruments,
  customerVelocity,
  deviceManyCustomers,
  deviceManyInstruments,
  deviceVelocity,
  dormantCustomer,
  instrumentCountryMismatch,
  instrumentManyCustomers,
  instrumentVelocity,
  ipManyCustomers,
  ipVelocity,
  knownFraudAgent,
  knownFraudCounterparty,
  knownFraudCustomer,
  knownFraudDevice,
  knownFraudInstrument,
  knownFraudIp,
  newAccountHighAmount,
  newAgent,
  newDevice,
  newInstrument,
  refundsOverPayments,
  repeatedAmount,
  trustedRelationship,
  unusualHour,
];

const nameOf = (code: string, version: number): string => `${code} ${version}`;
const BY_NAME = new Map(BUILTIN_FACTORS.map((each) => [nameOf(each.code, each.version), each]));

/** @throws UnknownBuiltinError when this version of the factor is not shipped. */
export function builtinFactor(code: string, version: number): BuiltinFactor {
  const factor = BY_NAME.get(nameOf(code, version));
  if (factor === undefined) throw new UnknownBuiltinError(code, version);
  return factor;
}

export class UnknownBuiltinError extends Error {
  constructor(
    readonly code: string,
    readonly version: number,
  ) {
    super(`There is no built-in factor "${code}" of version ${version}.`);
    this.name = 'UnknownBuiltinError';
  }
}
