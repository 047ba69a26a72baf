import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIT_ACTIONS } from '../../src/audit/audit-actions';
import type { ActionKind } from '../../src/audit/audit-actions';
import { expectKeptFile, ROOT } from './kept-file';
import { sourceFiles } from './source-files';

const PAGE = 'docs/audit-trail.md';
const [BEGIN, END] = ['<!-- prettier-ignore-start -->', '<!-- prettier-ignore-end -->'];
const LIST = 'src/audit/audit-actions.ts';

/** The table of the page. */
function table(): string {
  const rows = Object.entries<ActionKind>(AUDIT_ACTIONS).map(
    ([action, { when, resource, before, after, content = '' }]) =>
      `| \`${action}\` | ${when} | \`${resource}_…\` | ${names(before)} | ${names(after)} | ${content} |`,
  );
  const head =
    '| Action | When | Resource | `before` | `after` | Committed to |\n| --- | --- | --- | --- | --- | --- |';
  return `${BEGIN}\n${[head, ...rows].join('\n')}\n${END}`;
}

function names(of: readonly string[] = []): string {
  return of.map((name) => `\`${name}\``).join(', ');
}

describe('the list of actions', () => {
  it('is the table of docs/audit-trail.md, byte for byte', () => {
    const page = readFileSync(join(ROOT, PAGE), 'utf8');
    const [before = '', after = ''] = [page.split(BEGIN)[0], page.split(END)[1]];
    expectKeptFile(PAGE, before + table() + after);
  });

  it('has no action that nothing writes', () => {
    const sources = sourceFiles(['src'], { specs: false }).filter(({ path }) => !path.endsWith(LIST));
    const text = sources.map((file) => file.text).join('\n');
    expect(Object.keys(AUDIT_ACTIONS).filter((action) => !text.includes(`'${action}'`))).toEqual([]);
  });
});
