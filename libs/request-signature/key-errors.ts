/** It is no public key of the kind that was asked for. */
export class UnreadableKeyError extends Error {
  override readonly name = 'UnreadableKeyError';
}

/** Anybody could sign with it, or soon. */
export class WeakKeyError extends Error {
  override readonly name = 'WeakKeyError';
}
