import fc from 'fast-check';
import type { AnyBody } from './any-body';
import { anyRequest, kindOf } from './any-request';
import type { AnyRequest, KnownValue } from './any-request';
import { AnswerJudge } from './answer-judge';
import { describedApi } from './described-api';
import type { DescribedApi, Operation } from './described-api';
import { Wire } from './sent';
import type { Got, Sent } from './sent';

export interface Violation {
  readonly operationId: string;
  readonly what: readonly string[];
  readonly sent: unknown;
  readonly got: unknown;
}

export interface ApiFindings {
  sent: number;
  violations: number;
  /** By operation, then by status. */
  readonly answers: Record<string, Record<string, number>>;
  readonly codes: Record<string, number>;
  readonly kept: Violation[];
}

export interface FuzzPlan {
  readonly url: string;
  readonly requests: number;
  readonly seed: number;
  /** New ones now and then: some calls take a key's or a tenant's power away. Empty strings are no key at all. */
  readonly newKeys: () => Promise<readonly string[]>;
  readonly onProgress?: (sent: number) => void;
}

const LANES = 8;
const CHUNK = 200;
const NEW_KEYS_EVERY = 1_000;
const MAX_KEPT = 50;
const MAX_KNOWN = 200;

/**
 * Random requests to every operation of the OpenAPI document that a running API serves: valid ones, broken ones and
 * hostile ones, with keys that may do much, little and nothing. Each answer is judged. The same seed draws the same
 * requests; what they are answered with also depends on what came between.
 */
export async function fuzzApi(plan: FuzzPlan): Promise<ApiFindings> {
  const wire = new Wire(plan.url);
  try {
    const { text } = await wire.send({
      method: 'GET',
      target: '/openapi.json',
      headers: {},
      body: undefined,
    });
    return await new ApiFuzzer(plan, wire, describedApi(JSON.parse(text) as object)).run();
  } finally {
    wire.close();
  }
}

class ApiFuzzer {
  private readonly findings: ApiFindings = { sent: 0, violations: 0, answers: {}, codes: {}, kept: [] };
  private readonly judge: AnswerJudge;
  private readonly known = new Map<string, string[]>();
  private keys: readonly string[] = [];

  constructor(
    private readonly plan: FuzzPlan,
    private readonly wire: Wire,
    private readonly api: DescribedApi,
  ) {
    this.judge = new AnswerJudge(api);
  }

  async run(): Promise<ApiFindings> {
    const { requests, seed, newKeys, onProgress } = this.plan;
    const arbitrary = anyRequest(this.api);
    for (let start = 0; start < requests; start += CHUNK) {
      if (start % NEW_KEYS_EVERY === 0) this.keys = await newKeys();
      const numRuns = Math.min(CHUNK, requests - start);
      const chunk = fc.sample(arbitrary, { numRuns, seed: seed * 100_000 + start / CHUNK });
      await this.sendAll(chunk);
      onProgress?.(this.findings.sent);
    }
    return this.findings;
  }

  private async sendAll(chunk: AnyRequest[]): Promise<void> {
    const lane = async (): Promise<void> => {
      for (let next = chunk.pop(); next !== undefined; next = chunk.pop()) await this.send(next);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  private async send(drawn: AnyRequest): Promise<void> {
    const sent = this.filledIn(drawn);
    const operation = this.operationOf(sent);
    const got = await this.wire.send(sent).catch((error: unknown) => String(error));
    this.findings.sent += 1;
    const name = operation?.operationId ?? 'none';
    if (typeof got === 'string') {
      this.keep({ operationId: name, what: ['it was not answered'], sent: shown(sent), got });
      return;
    }
    this.count(name, got);
    const what = this.judge.violationsOf(operation, sent, got);
    if (what.length > 0) this.keep({ operationId: name, what, sent: shown(sent), got });
  }

  private filledIn({ operation, method, path, query, headers, body, key }: AnyRequest): Sent {
    const target = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => this.inPath(path[name]));
    const search = query.map((pair) => pair.map(escaped).join('=')).join('&');
    const secret = this.keys[key % this.keys.length] ?? '';
    return {
      method,
      target: search === '' ? target : `${target}?${search}`,
      headers: {
        ...asLatin1(headers),
        ...(secret !== '' && { Authorization: `Bearer ${secret}` }),
        ...(body !== undefined && headersOf(body)),
      },
      body: body?.bytes,
    };
  }

  private inPath(value: string | KnownValue | undefined): string {
    if (typeof value === 'string') return value;
    const { nth = 0, kind } = value ?? {};
    const known = kind === undefined ? [...this.known.values()].flat() : (this.known.get(kind) ?? []);
    return known[nth % Math.max(1, known.length)] ?? 'x';
  }

  /** The one that the method and path lead to, which a changed method may have made another. */
  private operationOf({ method, target }: Sent): Operation | undefined {
    const path = target.replace(/\?.*$/s, '');
    const asked = method === 'HEAD' ? 'GET' : method;
    const fits = this.api.operations.filter(
      (operation) => operation.method === asked && isOn(operation, path),
    );
    return fits.sort((a, b) => parametersIn(a) - parametersIn(b))[0];
  }

  private count(operationId: string, { status, text, headers }: Got): void {
    increment((this.findings.answers[operationId] ??= {}), String(status));
    const isJson = /[/+]json\b/.test(headers['content-type'] ?? '') && text !== '';
    const body: unknown = isJson ? JSON.parse(text) : null;
    if (status < 300) this.learn(body);
    else if (status >= 400 && body !== null) {
      increment(this.findings.codes, String((body as { code?: unknown }).code));
    }
  }

  /** What answers name can be asked for: ids and names, also those of another tenant. */
  private learn(body: unknown): void {
    if (typeof body !== 'object' || body === null) return;
    for (const [name, value] of Object.entries(body)) {
      const kind = kindOf(value) ?? (name === 'name' ? name : undefined);
      if (kind === undefined) this.learn(value);
      else if (typeof value === 'string') this.remember(kind, value);
    }
  }

  private remember(kind: string, value: string): void {
    const values = this.known.get(kind) ?? [];
    this.known.set(kind, [encodeURIComponent(value), ...values].slice(0, MAX_KNOWN));
  }

  private keep(violation: Violation): void {
    this.findings.violations += 1;
    if (this.findings.kept.length < MAX_KEPT) this.findings.kept.push(violation);
  }
}

function increment(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function headersOf({ bytes, contentType, contentEncoding }: AnyBody): Record<string, string> {
  return {
    'Content-Type': contentType ?? 'application/json',
    ...(contentEncoding !== undefined && { 'Content-Encoding': contentEncoding }),
    // Node adds none to a body of a method that usually has none.
    'Content-Length': String(bytes.length),
  };
}

function isOn({ path }: Operation, asked: string): boolean {
  const [pattern, segments] = [path.split('/'), asked.split('/')];
  return (
    pattern.length === segments.length &&
    pattern.every((part, at) => part.startsWith('{') || part === segments[at])
  );
}

function parametersIn({ path }: Operation): number {
  return path.split('{').length;
}

function escaped(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

/** The client takes no others. */
function asLatin1(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace(/[^\x20-\x7e\x80-\xff]/g, '?')]),
  );
}

function shown({ method, target, headers, body }: Sent): object {
  return { method, target, headers, body: body?.toString('latin1').slice(0, 3_000) };
}
