import type { EntityKind } from '@libs/risk-engine/entity';
import { erasedFacts } from '@libs/risk-engine/erased-facts';
import type { ErasedSubject } from '@libs/risk-engine/erased-facts';
import { erasedVerdict } from '@libs/risk-engine/erased-verdict';
import { fingerprintsOf } from '../fingerprints';
import type { AgentProof } from '../agents/agent-proof';
import type { Evaluation } from '../evaluation.entity';

/** What an erasure changes of an evaluation. */
export type ErasableEvaluation = Pick<
  Evaluation,
  | 'id'
  | 'type'
  | 'transactionId'
  | 'facts'
  | 'verdict'
  | 'agentProof'
  | 'agentId'
  | 'customerId'
  | 'counterpartyId'
  | 'instrumentId'
  | 'deviceId'
  | 'ip'
  | 'verifiedAgentId'
>;

type Names = Partial<
  Record<
    'customerId' | 'counterpartyId' | 'instrumentId' | 'deviceId' | 'ip' | 'verifiedAgentId' | 'agentId',
    null
  >
>;

const ERASED_NAMES: Readonly<Record<EntityKind, Names>> = {
  // Where somebody was is of that person.
  customer: { customerId: null, ip: null },
  counterparty: { counterpartyId: null },
  instrument: { instrumentId: null },
  device: { deviceId: null },
  ip: { ip: null },
  agent: { verifiedAgentId: null, agentId: null },
};

/** The evaluation without a subject that it names. */
export function erasedEvaluation(
  evaluation: ErasableEvaluation,
  subject: ErasedSubject,
  fingerprintKey: Buffer,
): ErasableEvaluation {
  const { facts, verdict, agentProof } = evaluation;
  const fingerprints = fingerprintsOf(facts.transaction, fingerprintKey);
  return {
    ...evaluation,
    ...ERASED_NAMES[subject.kind],
    facts: erasedFacts(facts, subject, fingerprints),
    verdict: erasedVerdict(verdict, subject),
    agentProof: agentProof && erasedProof(agentProof, subject),
  };
}

/** What was signed holds the request. That it was signed, and with which key, is the agent's own. */
function erasedProof(proof: AgentProof, { kind }: ErasedSubject): AgentProof | null {
  return kind === 'agent' ? null : { ...proof, evidence: null };
}
