import { PROBLEM_CATALOGUE } from '@libs/http/problem-catalogue';
import type { ProblemKind } from '@libs/http/problem-catalogue';

/** The text of docs/errors.md. */
export function errorsMarkdown(): string {
  const kinds = Object.entries<ProblemKind>(PROBLEM_CATALOGUE).map(
    ([code, { status, title, meaning, remedy }]) =>
      `## \`${code}\`\n\n**${status}** ${title}.\n\n${escape(meaning)}\n\n_Remedy:_ ${escape(remedy)}\n`,
  );
  return `# Errors

Every error is a problem as RFC 9457 writes it: \`application/problem+json\` with a \`code\` that never changes its
meaning, a \`detail\` about this case, the \`traceId\` and, where fields are at fault, \`errors\` with a pointer to each.
The same texts are under \`/problems/<code>\` of a running service. This page is made of
\`libs/http/problem-catalogue.ts\`, and a test holds the two equal.

${kinds.join('\n')}`;
}

/** `<key>` would be a tag. */
function escape(text: string): string {
  return text.replaceAll('<', '\\<');
}
