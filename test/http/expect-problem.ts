import type { ProblemBody } from '@libs/http/problem-body';

const SECURITY_HEADERS = {
  'strict-transport-security': /max-age=\d{8,}/,
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'referrer-policy': /^no-referrer$/,
  'content-security-policy': /^default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'$/,
  'cache-control': /^no-store$/,
  'trace-id': /^[0-9a-f]{32}$/,
};

export function expectHouseHeaders(headers: Headers): void {
  for (const [name, form] of Object.entries(SECURITY_HEADERS)) {
    expect(`${name}: ${headers.get(name) ?? ''}`).toMatch(new RegExp(form.source.replace('^', `^${name}: `)));
  }
  expect(headers.get('x-powered-by')).toBeNull();
  expect(headers.get('etag')).toBeNull();
}

interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

export function expectProblem({ status, headers, text }: Answer, expected: [number, string]): ProblemBody {
  const body = JSON.parse(text) as ProblemBody;
  expect([status, body.code]).toEqual(expected);
  expectHouseHeaders(headers);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body).toMatchObject({
    type: `https://trustflow.test/problems/${expected[1]}`,
    title: expect.stringMatching(/./),
    status: expected[0],
    detail: expect.stringMatching(/\.$/),
    traceId: headers.get('trace-id'),
  });
  return body;
}

export async function expectProblemFrom(
  response: Response,
  expected: [number, string],
): Promise<ProblemBody> {
  const { status, headers } = response;
  return expectProblem({ status, headers, text: await response.text() }, expected);
}
