import { Controller, Get, Header, Param } from '@nestjs/common';
import { Problem } from '@libs/http/problem';
import { PROBLEM_CATALOGUE } from '@libs/http/problem-catalogue';
import type { ProblemCode, ProblemKind } from '@libs/http/problem-catalogue';
import { Public } from '@libs/http/scopes.decorator';
import { ApiExcludeController } from '@nestjs/swagger';
import { escapeHtml, page } from './page';

/** What the `type` of a problem leads to: what it means and how to mend it. */
@ApiExcludeController()
@Controller('problems')
@Public()
export class ProblemsController {
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
    const { status, title, meaning, remedy }: ProblemKind = PROBLEM_CATALOGUE[code as ProblemCode];
    return page(
      title,
      `<p class="status">${status} <code>${code}</code></p>
<h1>${escapeHtml(title)}</h1>
<h2>What it means</h2>
<p>${escapeHtml(meaning)}</p>
<h2>How to mend it</h2>
<p>${escapeHtml(remedy)}</p>
<p><a href="/problems">All problems</a></p>`,
    );
  }
}
