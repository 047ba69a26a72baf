const MAX_MESSAGE_LENGTH = 1000;
const MAX_STACK_LENGTH = 8000;
const MAX_CAUSES = 3;

export interface ErrorRecord {
  type: string;
  message: string;
  stack?: string;
  code?: string;
  cause?: ErrorRecord;
}

/**
 * What a log line says of an error: its name, message, stack, code and at most three causes. Any other
 * property is left out on purpose: a database error carries the statement's parameters, customers' data.
 */
export function errorRecord(error: unknown, causesLeft: number = MAX_CAUSES): ErrorRecord {
  if (!(error instanceof Error)) {
    return { type: typeof error, message: 'Something that is not an Error was thrown.' };
  }
  const code = codeOf(error);
  return {
    type: error.name,
    message: error.message.slice(0, MAX_MESSAGE_LENGTH),
    ...(error.stack !== undefined && { stack: error.stack.slice(0, MAX_STACK_LENGTH) }),
    ...(code !== undefined && { code }),
    ...(error.cause !== undefined && causesLeft > 0 && { cause: errorRecord(error.cause, causesLeft - 1) }),
  };
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
