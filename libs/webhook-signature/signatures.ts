import { signV1, signV1a } from './signature-versions';
import { signedContent } from './signed-content';
import type { SigningKeys } from './webhook-keys';

export interface WebhookMessage {
  /** Visible ASCII without a full stop. The same whenever the message is sent again. */
  readonly id: string;
  /** When it is sent, in whole seconds since 1970: another one for each attempt. */
  readonly timestampSeconds: number;
  /** The bytes that go out. */
  readonly body: Buffer;
}

/**
 * The value of `webhook-signature` (Standard Webhooks 1.0.0): for each of the keys a `v1` and a `v1a`, separated by
 * spaces. A receiver accepts the message if one of them is good, so that keys can change without a gap.
 * Rejects with a RangeError without keys, or where id or timestamp would make the signed content ambiguous.
 */
export async function signatures(message: WebhookMessage, keys: readonly SigningKeys[]): Promise<string> {
  if (keys.length === 0) throw new RangeError('a message is signed by at least one key');
  const content = signedContent(message.id, String(message.timestampSeconds), message.body);
  if (content === undefined) throw new RangeError('id or timestamp is of another form');
  const pairs = keys.map(async ({ hmac, ed25519 }) => {
    const v1a = await signV1a(content, ed25519);
    return `v1,${signV1(content, hmac).toString('base64')} v1a,${v1a.toString('base64')}`;
  });
  return (await Promise.all(pairs)).join(' ');
}
