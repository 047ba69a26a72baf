/** Its message is one clear sentence (and at most a few lines that PostgreSQL said) for whoever starts TrustFlow. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

type Explain = (folder: string, userName: string) => string;

const notAllowed: Explain = (folder, userName) =>
  `needs the folder ${folder}, which the user ${userName} can't write: give that user the folder, start as another user, or set DATABASE_URL.`;
const notAFolder: Explain = (folder) =>
  `needs the folder ${folder}, but a file stands at that path or above it: move the file away, or set DATABASE_URL.`;
const diskFull = (folder: string): string =>
  `can't write ${folder}, whose disk is full: free some space and start again.`;

const explanations: Readonly<Record<string, Explain>> = {
  EACCES: notAllowed,
  EPERM: notAllowed,
  EROFS: notAllowed,
  ENOTDIR: notAFolder,
  EEXIST: notAFolder,
  ENOSPC: diskFull,
  EDQUOT: diskFull,
};

const maxQuotedLines = 6;
const maxQuotedCharacters = 2_000;

/** The last lines of what a program said, short enough to stand in a message. */
export function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-maxQuotedLines).join('\n').slice(-maxQuotedCharacters);
}

/** Node's name for what went wrong (ENOENT), or PostgreSQL's (28P01). */
export function errorCode(error: unknown): string | undefined {
  // Not `instanceof Error`: in Jest, Node's own errors are of another realm.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Turns what the file system refused into a sentence that names the folder and the user. */
export function folderError(error: unknown, folder: string, userName: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const explain = explanations[errorCode(error) ?? ''];
  const sentence =
    explain?.(folder, userName) ??
    `can't use the folder ${folder} as the user ${userName}: ${String(error)}.`;
  return new EmbeddedPostgresError(`The embedded database ${sentence}`, { cause: error });
}

/** Why initdb or postgres ended, from what it said. */
export function programError(sentence: string, output: string, folder: string): EmbeddedPostgresError {
  if (/no space left on device|disk quota exceeded/i.test(output))
    return new EmbeddedPostgresError(`The embedded database ${diskFull(folder)}`, { cause: output });
  const quoted = lastLines(output);
  return new EmbeddedPostgresError(
    quoted === '' ? `${sentence}, and it said nothing.` : `${sentence}. Its last lines:\n${quoted}`,
  );
}
