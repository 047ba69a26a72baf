import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './kept-file';

/** A file that breaks the rule, and what it imports to do so. Each breaks one rule only. */
const PLANTED: Readonly<Record<string, readonly [file: string, imports: string]>> = {
  'no-cycles': ['src/site/egg.ts', './hen'],
  'libs-know-no-domain': ['libs/ids/planted.ts', '../../src/tenants/tenants.types'],
  'engines-are-pure': ['libs/money/planted.ts', 'node:fs'],
  'modules-meet-at-the-door': ['src/site/planted.ts', '../evaluation/evaluations.repository'],
  'leaves-know-nobody': ['src/audit/planted.ts', '../tenants/tenants.service'],
  'leaves-do-not-meet': ['src/events/planted.ts', '../audit/audit.service'],
  'tenants-uses-only-leaves': ['src/tenants/planted.ts', '../auth/auth.service'],
  'siblings-do-not-meet': ['src/auth/planted.ts', '../billing/billing.service'],
  'evaluation-imports-down': ['src/evaluation/planted.ts', '../privacy/privacy.service'],
  'system-database-has-few-users': ['src/tenants/crossing.ts', '@libs/database/system-database'],
  'api-starts-no-consumers': ['src/main.api.ts', './operations/operations.worker.module'],
  'no-dev-dependencies-in-production': ['src/auth/generated.ts', 'fast-check'],
};

/** What is imported above, and imports that are as they should be. */
const GROUND: readonly (readonly [file: string, ...imports: string[]])[] = [
  ['src/site/hen.ts', './egg'],
  ['src/tenants/tenants.types.ts'],
  ['src/tenants/tenants.service.ts', '../audit/audit.service', '../events/events.service'],
  ['src/evaluation/evaluations.repository.ts'],
  ['src/evaluation/evaluation.service.ts', '../tenants/tenants.service', './evaluations.repository'],
  ['src/audit/audit.service.ts', '@libs/money/currency'],
  ['src/events/events.service.ts'],
  ['src/auth/auth.service.ts', '../tenants/tenants.types'],
  ['src/auth/auth.service.spec.ts', 'fast-check'],
  ['src/billing/billing.service.ts'],
  ['src/privacy/privacy.service.ts', '../evaluation/evaluation.service'],
  ['src/operations/operations.worker.module.ts', './maintenance.service', '@libs/recurring/recurring-tasks'],
  ['libs/recurring/recurring-tasks.ts'],
  ['src/operations/maintenance.service.ts', '@libs/database/system-database'],
  ['libs/database/system-database.ts', 'pg'],
  ['libs/money/currency.ts', 'node:crypto', '../merkle-log/leaf-hash'],
  ['libs/merkle-log/leaf-hash.ts'],
];

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the configuration is a program
const rules = (require('../../.dependency-cruiser.cjs') as { forbidden: { name: string }[] }).forbidden;

describe('the boundaries between modules', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'trustflow-boundaries-'));
    for (const name of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json']) {
      cpSync(join(ROOT, name), join(folder, name));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const [file, ...imports] of [...GROUND, ...Object.values(PLANTED)]) plant(file, imports);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('have a planted violation for each rule', () => {
    expect(Object.keys(PLANTED)).toEqual(rules.map(({ name }) => name));
  });

  it('report each of them, and nothing that is allowed', () => {
    const found = violations().map(({ from, rule }) => `${rule.name}: ${from}`);
    const expected = Object.entries(PLANTED).map(([name, [file]]) => `${name}: ${file}`);
    expect(found.sort()).toEqual(expected.sort());
  });

  function plant(file: string, imports: readonly string[]): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    const lines = imports.map((specifier, index) => `import * as i${index} from '${specifier}';\n`);
    const names = imports.map((_, index) => `i${index}`);
    writeFileSync(join(folder, file), `${lines.join('')}export const planted = [${names.join(', ')}];\n`);
  }

  function violations(): { from: string; rule: { name: string } }[] {
    const { stdout, stderr } = spawnSync(
      join(ROOT, 'node_modules/.bin/depcruise'),
      ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'libs'],
      { cwd: folder, encoding: 'utf8', timeout: 60_000, maxBuffer: 16 * 1024 * 1024 },
    );
    if (!stdout.startsWith('{')) throw new Error(`depcruise said: ${stdout}${stderr}`);
    return (JSON.parse(stdout) as { summary: { violations: ReturnType<typeof violations> } }).summary
      .violations;
  }
});
