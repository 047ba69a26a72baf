import type { AgentKey } from './agent-key.entity';
import type { Agent } from './agent.entity';

export interface AgentView {
  readonly agent: Agent;
  /** The newest first. */
  readonly keys: readonly AgentKey[];
}

/** With the secret of an HMAC, which is known just now. */
export interface IssuedAgent {
  readonly view: AgentView;
  readonly secret: string | undefined;
}

export interface IssuedAgentKey {
  readonly key: AgentKey;
  readonly secret: string | undefined;
}
