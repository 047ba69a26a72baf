/** How Stripe refuses (docs.stripe.com/api/errors). */
export class StripeError extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
    readonly more: { readonly code?: string; readonly param?: string } = {},
  ) {
    super(message);
  }
}

export function invalid(message: string, more: { code?: string; param?: string } = {}): StripeError {
  return new StripeError(400, 'invalid_request_error', message, more);
}

export function missing(what: string, id: string): StripeError {
  return new StripeError(404, 'invalid_request_error', `No such ${what}: '${id}'`, {
    ...{ code: 'resource_missing', param: 'id' },
  });
}
