import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger';

type Level = 'info' | 'fatal' | 'error' | 'warn' | 'debug' | 'trace';

/** How Nest puts itself together: of interest to its developers, at every start the same. */
const ASSEMBLY = ['InstanceLoader', 'NestApplication', 'NestFactory', 'RouterExplorer', 'RoutesResolver'];

/** Nest's own messages as lines of our log, and those of who logs through it: `{ message, ...fields }`. Nest passes its context as the last argument. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...details: unknown[]): void {
    this.write(ASSEMBLY.includes(String(details.at(-1))) ? 'debug' : 'info', message, details);
  }

  fatal(message: unknown, ...details: unknown[]): void {
    this.write('fatal', message, details);
  }

  error(message: unknown, ...details: unknown[]): void {
    this.write('error', message, details);
  }

  warn(message: unknown, ...details: unknown[]): void {
    this.write('warn', message, details);
  }

  debug(message: unknown, ...details: unknown[]): void {
    this.write('debug', message, details);
  }

  verbose(message: unknown, ...details: unknown[]): void {
    this.write('trace', message, details);
  }

  private write(level: Level, message: unknown, details: readonly unknown[]): void {
    const texts = details.filter((detail) => typeof detail === 'string');
    const context = texts.at(-1);
    const stack = texts.length > 1 ? texts[0] : undefined;
    const err = [message, ...details].find((part) => part instanceof Error);
    this.logger[level](
      {
        ...fieldsOf(message),
        ...(context !== undefined && { context }),
        ...(stack !== undefined && { stack }),
        ...(err && { err }),
      },
      textOf(message),
    );
  }
}

function fieldsOf(message: unknown): object {
  if (!isFields(message)) return {};
  return Object.fromEntries(Object.entries(message).filter(([name]) => name !== 'message'));
}

function textOf(message: unknown): string {
  if (message instanceof Error) return message.message;
  if (isFields(message)) return message.message;
  return typeof message === 'string' ? message : JSON.stringify(message);
}

function isFields(message: unknown): message is { readonly message: string } {
  if (typeof message !== 'object' || message === null || message instanceof Error) return false;
  return 'message' in message && typeof message.message === 'string';
}
