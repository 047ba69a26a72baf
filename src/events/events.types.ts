export type EventType =
  | 'evaluation.allowed'
  | 'evaluation.held'
  | 'evaluation.blocked'
  | 'key.created'
  | 'key.rotated'
  | 'key.revoked'
  | 'outcome.recorded'
  | 'review.resolved'
  | 'policy.activated'
  | 'security.anomaly_detected'
  | 'security.key_exposed';

export interface EventDraft {
  readonly type: EventType;
  /** The uuid of the resource that `data` shows. */
  readonly resourceId: string;
  /** The resource as its GET answers. */
  readonly data: object;
}
