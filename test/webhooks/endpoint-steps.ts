import type { Ask } from '../auth/key-steps';

/** Nobody listens there, and tests may name it. */
export const HOOK_URL = 'http://127.0.0.1:9/hook';

export interface MadeEndpoint {
  readonly id: string;
  readonly secret: string;
  readonly publicKey: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- an assertion looks at it
  readonly body: any;
}

/** Makes an endpoint and expects that it is made. */
export async function createEndpoint(
  ask: Ask,
  key: string,
  over: Record<string, unknown> = {},
): Promise<MadeEndpoint> {
  const terms = { url: HOOK_URL, eventTypes: ['policy.activated'], ...over };
  const { status, body } = await ask(key, 'POST /v1/webhook-endpoints', terms);
  if (status !== 201) throw new Error(`an endpoint was not made: ${status} ${JSON.stringify(body)}`);
  return { id: body.id, secret: body.secret, publicKey: body.publicKey, body };
}
