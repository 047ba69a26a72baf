/** Tables of a tenant whose rows are in no export, each with the reason. A test finds every other table in a source. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  agent_nonces: 'Random numbers of signatures, kept some minutes so that none is used twice.',
  agent_spending:
    'Sums over the decisions of the day, kept a week; the amounts are in the evaluations themselves.',
  billing_reconciliations: 'Our own check that Stripe was told what usage_hours holds.',
  billing_tasks: 'When the worker looks at your billing next.',
  erasure_rebuilds: 'What an erasure that is under way has still to do.',
  erasures: 'What was erased when is in the audit trail; whose it was is kept nowhere.',
  event_outbox: 'Events that are about to be delivered; each is among the events.',
  export_pieces: 'Archives like this one.',
  exports: 'What was exported when is in the audit trail.',
  idempotency_keys: 'Digests of requests for 24 hours, so that a repeated one counts once.',
  kept_answers: 'Answers for 24 hours, to give them again; what was answered is in the other parts.',
  stripe_events: 'Ids of messages from Stripe, so that none is taken twice.',
  usage_reports: 'Our own notes of what Stripe was told of usage_hours.',
  usage_thresholds: 'That you were told of your usage; it is among the events.',
};
