import { parseArgs } from 'node:util';
import { isCurrency } from '@libs/money/currency';
import { UsageError, asUsageError, oneOf, wholeNumber } from '../option-values';
import { TIME_FORMATS } from './occurred-at';
import type { TimeFormat } from './occurred-at';

export const DEFAULT_URL = 'http://localhost:3000';
const MAX_CONCURRENCY = 256;
const MAX_ROWS = 4_294_967_295;

export const EVALUATE_USAGE = `Score a file of transactions through the public API and say how well it went.

  npm run evaluate -- FILE [options]

  FILE                  CSV with a header line, or NDJSON of API bodies (with an optional "label"); either may be
                        compressed with gzip. "-" reads standard input. A CSV cell has no line break in it.
  --url URL             the server (default ${DEFAULT_URL}; if none answers there, one is started for this run)
  --key KEY             the API key (default: the environment variable TRUSTFLOW_API_KEY)
  --map FIELD=COLUMN,…  which column a field of the API comes from (customer.id=card, label=isFraud), or
                        FIELD:=VALUE for one value in every row (type:=payout). What is not named comes from the
                        column of the same name; the columns of "npm run generate" are known.
  --amount-unit UNIT    major (12.50) or minor (1250; the default unless the file is from "npm run generate")
  --currency CODE       of rows that name none (default EUR)
  --time FORMAT         ${TIME_FORMATS.join(', ')} (default: told from the value)
  --skip N, --limit N   leave out the first N rows; stop after N rows
  --out FILE            write each decision as a line of JSON. If FILE exists, the run goes on from there: rows
                        that have a line, refused ones too, are counted and not sent again.
  --concurrency N       requests under way at once (default 32, 1 to ${MAX_CONCURRENCY})
  --json                print the summary as one JSON object
  --help

Labels (1, true or fraud; 0, false or legitimate) are never sent: they measure the decisions.
Ctrl-C finishes what is under way and prints the summary; twice stops at once.
Exit codes: 0 every row evaluated, 1 rows refused or the run stopped early, 2 wrong options, 130 interrupted.
`;

export interface EvaluateOptions {
  path: string;
  /** Undefined: nobody asked for a certain server. */
  url: URL | undefined;
  key: string | undefined;
  map: readonly string[];
  amountUnit: 'major' | 'minor' | undefined;
  currency: string;
  time: TimeFormat | undefined;
  concurrency: number;
  /** Infinity: to the end of the file. */
  limit: number;
  skip: number;
  outPath: string | undefined;
  json: boolean;
}

/** @throws UsageError */
export function parseEvaluateOptions(argv: string[]): EvaluateOptions | 'help' {
  const { values, positionals } = readArguments(argv);
  if (values.help) return 'help';
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) {
    throw new UsageError('Name one file, or - for standard input; --help says more.');
  }
  return {
    path,
    url: values.url === undefined ? undefined : serverUrl(values.url),
    key: values.key,
    map: (values.map ?? []).flatMap((list) => list.split(',')),
    amountUnit: optional(values['amount-unit'], (text) => oneOf('amount-unit', text, ['major', 'minor'])),
    currency: currencyCode(values.currency),
    time: optional(values.time, (text) => oneOf('time', text, TIME_FORMATS)),
    concurrency: wholeNumber('concurrency', values.concurrency, 1, MAX_CONCURRENCY),
    limit: optional(values.limit, (text) => wholeNumber('limit', text, 1, MAX_ROWS)) ?? Infinity,
    skip: wholeNumber('skip', values.skip, 0, MAX_ROWS),
    outPath: values.out,
    json: values.json,
  };
}

function readArguments(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        url: { type: 'string' },
        key: { type: 'string' },
        map: { type: 'string', multiple: true },
        'amount-unit': { type: 'string' },
        currency: { type: 'string', default: 'EUR' },
        time: { type: 'string' },
        concurrency: { type: 'string', default: '32' },
        limit: { type: 'string' },
        skip: { type: 'string', default: '0' },
        out: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw asUsageError(error);
  }
}

function optional<Value>(text: string | undefined, read: (text: string) => Value): Value | undefined {
  return text === undefined ? undefined : read(text);
}

function serverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`--url takes an address such as ${DEFAULT_URL}, not "${text}".`);
  }
  return url;
}

function currencyCode(text: string): string {
  if (!isCurrency(text))
    throw new UsageError(`--currency takes a code of ISO 4217 such as EUR, not "${text}".`);
  return text;
}
