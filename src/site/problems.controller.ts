import { STATUS_CODES } from 'node:http';
import { Controller, Get, Header, Inject, Param } from '@nestjs/common';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { Problem } from '@libs/http/problem';
import { PROBLEM_MEDIA_TYPE } from '@libs/http/problem-body';
import { PROBLEM_CATALOGUE } from '@libs/http/problem-catalogue';
import type { ProblemCode, ProblemKind } from '@libs/http/problem-catalogue';
import { Public } from '@libs/http/scopes.decorator';
import { ApiExcludeController } from '@nestjs/swagger';
import { OpenApiDocument } from './openapi-document';
import { escapeHtml, page } from './page';
import { answersWith } from './problem-answers';
import type { ProblemAnswer } from './problem-answers';
import { problemExample } from './problem-example';

/** What the `type` of a problem leads to: what it means, what it looks like and how to mend it. */
@ApiExcludeController()
@Controller('problems')
@Public()
export class ProblemsController {
  constructor(
    private readonly openApi: OpenApiDocument,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  list(): string {
    const rows = Object.entries<ProblemKind>(PROBLEM_CATALOGUE).map(
      ([code, { status, title }]) =>
        `<tr><td class="status">${status}</td><td><a href="/problems/${code}"><code>${code}</code></a></td><td>${escapeHtml(title)}</td></tr>`,
    );
    return page('Problems', `<h1>Problems</h1>\n<table>\n${rows.join('\n')}\n</table>`);
  }

  @Get(':code')
  @Header('Content-Type', 'text/html; charset=utf-8')
  show(@Param('code') code: string): string {
    if (!Object.hasOwn(PROBLEM_CATALOGUE, code)) throw new Problem('not_found', 'There is no such problem.');
    const known = code as ProblemCode;
    const { status, title, meaning, remedy }: ProblemKind = PROBLEM_CATALOGUE[known];
    const answers = answersWith(this.openApi.get(), known);
    return page(
      title,
      `<p class="status">${status} <code>${code}</code></p>
<h1>${escapeHtml(title)}</h1>
<h2>What it means</h2>
<p>${escapeHtml(meaning)}</p>
<h2>How to mend it</h2>
<p>${escapeHtml(remedy)}</p>
<h2>What it looks like</h2>
<pre><code>${escapeHtml(this.answerOf(known, answers))}</code></pre>
<h2>Who answers with it</h2>
${callsOf(answers)}
<p><a href="/problems">All problems</a></p>`,
    );
  }

  /** As it comes over the wire, but for the headers that every answer has. */
  private answerOf(code: ProblemCode, [first]: readonly ProblemAnswer[]): string {
    const { status } = PROBLEM_CATALOGUE[code];
    const scene = { path: '/v1/evaluations', hasBody: true, isBatch: false, scope: 'evaluations:write' };
    const example = first?.example ?? problemExample(code, { ...scene, publicUrl: this.settings.publicUrl });
    return [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
      '',
      JSON.stringify(example, null, 2),
    ].join('\n');
  }
}

function callsOf(answers: readonly ProblemAnswer[]): string {
  if (answers.length === 0) return '<p>Any call.</p>';
  const rows = answers.map(
    ({ call, summary }) =>
      `<tr><td><code>${escapeHtml(call)}</code></td><td>${escapeHtml(summary)}</td></tr>`,
  );
  return `<table>\n${rows.join('\n')}\n</table>`;
}
