import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_MEDIA_TYPE } from '@libs/http/problem-body';
import { PROBLEM_CATALOGUE } from '@libs/http/problem-catalogue';
import type { ProblemCode } from '@libs/http/problem-catalogue';

/** A call that may be answered with a problem, and the answer as the API's description shows it. */
export interface ProblemAnswer {
  readonly call: string;
  readonly summary: string;
  readonly example: unknown;
}

/** The call that most customers make: its answers are shown where it has any. */
const FIRST = 'POST /v1/evaluations';

/** The calls that name the problem; none for one that any call may answer with. */
export function answersWith({ paths }: OpenAPIObject, code: ProblemCode): ProblemAnswer[] {
  const status = String(PROBLEM_CATALOGUE[code].status);
  const answers = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Readonly<Record<string, Operation>>).flatMap(([method, operation]) => {
      const example = operation.responses[status]?.content?.[PROBLEM_MEDIA_TYPE]?.examples?.[code];
      const call = `${method.toUpperCase()} ${path}`;
      return example === undefined ? [] : [{ call, summary: operation.summary, example: example.value }];
    }),
  );
  return answers.sort((a, b) => Number(b.call === FIRST) - Number(a.call === FIRST));
}

/** What is read of an operation. */
interface Operation {
  readonly summary: string;
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly content?: Readonly<
          Record<string, { readonly examples?: Readonly<Record<string, { readonly value: unknown }>> }>
        >;
      }
    >
  >;
}
