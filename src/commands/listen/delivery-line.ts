import type { Verification } from '@libs/webhook-signature/verify';
import type { Forwarded } from './forwarding';

const TYPE_WIDTH = 22;

/** What is shown of a delivery. */
export interface ShownDelivery {
  readonly at: Date;
  /** As the header says. */
  readonly id: string;
  readonly body: Buffer;
  readonly verification: Verification;
  /** Undefined: it was not passed on. */
  readonly forwarded?: Forwarded | undefined;
}

/** One line. Nothing that came is shown before it was verified: whoever sends it could draw on the terminal. */
export function deliveryLine({ at, id, body, verification, forwarded }: ShownDelivery): string {
  const time = at.toISOString().slice(11, 19);
  if (!verification.isValid) return `${time}  refused: ${verification.reason}`;
  const told = `${time}  ${typeOf(body).padEnd(TYPE_WIDTH)}  ${id}  ${verification.version}`;
  return forwarded === undefined ? told : `${told}  ${forwardedText(forwarded)}`;
}

/** The body on several lines; as it came if it is no JSON. */
export function deliveryText(body: Buffer): string {
  const text = body.toString('utf8');
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function forwardedText({ answer, durationMs, error }: Forwarded): string {
  return error === undefined ? `-> ${answer.status} in ${durationMs} ms` : `-> no answer (${error})`;
}

function typeOf(body: Buffer): string {
  try {
    const { type } = JSON.parse(body.toString('utf8')) as { type?: unknown };
    return typeof type === 'string' ? type : '-';
  } catch {
    return '-';
  }
}
