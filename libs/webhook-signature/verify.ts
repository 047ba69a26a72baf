import type { KeyObject } from 'node:crypto';
import { isV1, isV1a } from './signature-versions';
import { isMessageId, signedContent } from './signed-content';
import { parsePublicKey, parseSecret } from './webhook-keys';

/** Each costs the receiver a check for each of its keys. */
const MAX_SIGNATURES = 32;
const TOLERANCE_SECONDS = 300;
const SIGNATURE_FORM = /^([^,]+),([^,]+)$/;
const HEADERS = [
  { name: 'webhook-id', reason: 'id_missing' },
  { name: 'webhook-timestamp', reason: 'timestamp_missing' },
  { name: 'webhook-signature', reason: 'signature_missing' },
] as const;

/** As they came, under names of any case. One that came twice counts as none. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyOptions {
  /** `whsec_…`; those that are about to go too. */
  readonly secrets?: readonly string[];
  /** `whpk_…`. */
  readonly publicKeys?: readonly string[];
  /** The receiver's time, in seconds since 1970. */
  readonly nowSeconds: number;
  /** How far the message's time may be from it, both ways; 300 unless told. The end still counts. */
  readonly toleranceSeconds?: number;
}

/** Never renamed: receivers compare them. */
export type WebhookRefusal =
  | 'id_missing'
  | 'timestamp_missing'
  | 'signature_missing'
  | 'id_malformed'
  | 'timestamp_malformed'
  | 'too_old'
  | 'too_new'
  | 'too_many_signatures'
  | 'signature_mismatch';

export type Verification =
  | { readonly isValid: true; readonly version: 'v1' | 'v1a' }
  | { readonly isValid: false; readonly reason: WebhookRefusal };

/**
 * Whether the message is from who holds the keys, and of now (Standard Webhooks 1.0.0). `body` is what came, byte for
 * byte, before anything parsed it. A signature of a version that is not known, or for which there is no key, is
 * skipped; one good one is enough. Throws a WebhookKeyError for a key that is none.
 */
export function verify(headers: WebhookHeaders, body: Buffer, options: VerifyOptions): Verification {
  const keys = checkingKeys(options);
  const missing = HEADERS.find(({ name }) => headerOf(headers, name) === '');
  if (missing !== undefined) return refused(missing.reason);
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  if (!isMessageId(id)) return refused('id_malformed');
  const content = signedContent(id, timestamp, body);
  if (content === undefined) return refused('timestamp_malformed');
  const untimely = timeRefusal(Number(timestamp), options);
  if (untimely !== undefined) return refused(untimely);
  return verifyAny(headerOf(headers, 'webhook-signature').split(' '), content, keys);
}

interface CheckingKeys {
  readonly secrets: readonly Buffer[];
  readonly publicKeys: readonly KeyObject[];
}

function checkingKeys({ secrets = [], publicKeys = [] }: VerifyOptions): CheckingKeys {
  return { secrets: secrets.map(parseSecret), publicKeys: publicKeys.map(parsePublicKey) };
}

function verifyAny(texts: readonly string[], content: Buffer, keys: CheckingKeys): Verification {
  if (texts.length > MAX_SIGNATURES) return refused('too_many_signatures');
  const good = texts.map((text) => versionOf(text, content, keys)).find((version) => version !== undefined);
  return good === undefined ? refused('signature_mismatch') : { isValid: true, version: good };
}

/** The version of a good signature; undefined for any other. */
function versionOf(text: string, content: Buffer, keys: CheckingKeys): 'v1' | 'v1a' | undefined {
  const [, version, base64 = ''] = SIGNATURE_FORM.exec(text) ?? [];
  const signature = Buffer.from(base64, 'base64');
  // Another spelling of the same bytes would be a second signature that is good.
  if (signature.toString('base64') !== base64) return undefined;
  if (version === 'v1')
    return keys.secrets.some((key) => isV1(content, signature, key)) ? version : undefined;
  if (version !== 'v1a') return undefined;
  return keys.publicKeys.some((key) => isV1a(content, signature, key)) ? version : undefined;
}

function timeRefusal(timestamp: number, options: VerifyOptions): 'too_old' | 'too_new' | undefined {
  const { nowSeconds, toleranceSeconds = TOLERANCE_SECONDS } = options;
  if (timestamp < nowSeconds - toleranceSeconds) return 'too_old';
  return timestamp > nowSeconds + toleranceSeconds ? 'too_new' : undefined;
}

function headerOf(headers: WebhookHeaders, name: string): string {
  const found = Object.keys(headers).filter((key) => key.toLowerCase() === name);
  const [value] = found.map((key) => headers[key]);
  return found.length === 1 && typeof value === 'string' ? value : '';
}

function refused(reason: WebhookRefusal): Verification {
  return { isValid: false, reason };
}
