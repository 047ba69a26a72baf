import type { FakeBooks } from './books';
import type { Form, FormValue } from './form';
import { checkParameters } from './parameters';
import type { Spec } from './parameters';

export interface Asked {
  readonly form: Form;
  /** Of the path. */
  readonly id: string;
  /** Of this server. */
  readonly url: string;
}

type Handler = (books: FakeBooks, asked: Asked) => object;

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  /** Throws a StripeError. */
  readonly answer: Handler;
}

export function get(path: RegExp, spec: Spec, answer: Handler): Route {
  return { method: 'GET', path, answer: checked(spec, answer) };
}

export function post(path: RegExp, spec: Spec, answer: Handler): Route {
  return { method: 'POST', path, answer: checked(spec, answer) };
}

function checked(spec: Spec, answer: Handler): Handler {
  return (books, asked) => {
    checkParameters(asked.form, spec);
    return answer(books, asked);
  };
}

export const PAGE: Spec = {
  limit: 'integer',
  starting_after: 'text',
  ending_before: 'text',
  expand: ['text'],
};

export function text(value: FormValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function object(value: FormValue | undefined): Form {
  return typeof value === 'object' && !Array.isArray(value) ? value : {};
}

export function array(value: FormValue | undefined): FormValue[] {
  return Array.isArray(value) ? value : [];
}

export function list(data: readonly object[], hasMore = false): object {
  return { object: 'list', url: '/', has_more: hasMore, data };
}
