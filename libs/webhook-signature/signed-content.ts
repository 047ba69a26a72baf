/** Visible ASCII without a full stop. */
const ID_FORM = /^[!-\-/-~]{1,256}$/;
/** Whole seconds, without a leading zero. */
const TIMESTAMP_FORM = /^(?:0|[1-9]\d{0,11})$/;

/**
 * What is signed: `id.timestamp.body`. Undefined where id or timestamp holds a full stop or is of another form:
 * then two messages could have the same content.
 */
export function signedContent(id: string, timestamp: string, body: Buffer): Buffer | undefined {
  if (!isMessageId(id) || !isTimestamp(timestamp)) return undefined;
  return Buffer.concat([Buffer.from(`${id}.${timestamp}.`, 'ascii'), body]);
}

export function isMessageId(text: string): boolean {
  return ID_FORM.test(text);
}

function isTimestamp(text: string): boolean {
  return TIMESTAMP_FORM.test(text);
}
