import { pino, stdTimeFunctions } from 'pino';
import type { DestinationStream, LevelWithSilent, Logger as PinoLogger } from 'pino';
import { errorRecord } from './error-record';

export type Logger = PinoLogger;
export type LogLevel = LevelWithSilent;

const REDACTED = '[redacted]';
const SECRET_FIELDS = ['authorization', 'cookie', 'password', 'secret', 'apiKey', 'privateKey'];
// Our own secrets and Stripe's by their prefix, and whatever stands behind an authentication scheme.
const SECRET_TEXT =
  /\b(?:tf_(?:live|test)|whsec|tfas|sk_(?:live|test)|rk_(?:live|test))_[\w+/=-]{8,}|\b(?:Bearer|Basic) [\w.~+/=-]{8,}/g;

/**
 * A logger that writes one JSON object a line: `time` (RFC 3339), `level` as a word, `msg` and the fields of
 * the record; an error belongs in `err`. To standard output, synchronously, so that a crash loses no line.
 *
 * Secrets are blanked by field name (at the first two levels) and by their form anywhere in the line. This
 * is the second line of defence: nothing should log one in the first place.
 */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error: unknown) => errorRecord(error) },
      redact: {
        paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]),
        censor: REDACTED,
      },
      hooks: { streamWrite: (line) => line.replace(SECRET_TEXT, REDACTED) },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}
