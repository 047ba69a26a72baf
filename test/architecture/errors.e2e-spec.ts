import { PROBLEM_CATALOGUE } from '@libs/http/problem-catalogue';
import { errorsMarkdown } from '../../src/site/errors-markdown';
import { expectKeptFile } from './kept-file';
import { sourceFiles } from './source-files';

// `new Problem('code', …)`, or a row of the table that translates what the framework throws.
const MADE = /new Problem\(\s*'(\w+)'|^ {2}\d{3}: \['(\w+)',/gm;

describe('the catalogue of problems', () => {
  it('is what docs/errors.md says, byte for byte', () => {
    expectKeptFile('docs/errors.md', errorsMarkdown());
  });

  it('has no code that is never answered', () => {
    const made = sourceFiles(['src', 'libs'], { specs: false })
      .flatMap(({ text }) => [...text.matchAll(MADE)])
      .map(([, thrown, translated]) => thrown ?? translated);
    expect([...new Set(made)].sort()).toEqual(Object.keys(PROBLEM_CATALOGUE).sort());
  });
});
