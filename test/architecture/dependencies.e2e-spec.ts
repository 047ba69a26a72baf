import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './kept-file';
import { sourceFiles } from './source-files';

interface Package {
  readonly scripts: Record<string, string>;
  readonly dependencies: Record<string, string>;
  readonly optionalDependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}

const { scripts, dependencies, optionalDependencies, devDependencies } = JSON.parse(
  read('package.json'),
) as Package;
const named = (path: string): string[] =>
  [...read(path).matchAll(/^- `([^`]+)`: \S/gm)].map(([, name]) => name ?? '');

/** Where something is imported from: the text of an import, a require or Jest's configuration. */
const IMPORTED = /(?:from|import|import\(|require\(|require\.resolve\(|\[)\s*['"]([^'"]+)['"]/g;

const product = importsOf(sourceFiles(['src', 'libs'], { specs: false }).map(({ text }) => text));
const all = importsOf([
  ...sourceFiles(['src', 'libs', 'test'], { specs: true }).map(({ text }) => text),
  ...[...readdirSync(ROOT), ...inFolder('test')].filter((name) => /\.(mjs|cjs)$/.test(name)).map(read),
]);

describe('every dependency', () => {
  it('has a line in CONTRIBUTING.md that says what it is for, and nothing else has one', () => {
    const installed = [dependencies, optionalDependencies, devDependencies].flatMap((kind) =>
      Object.keys(kind),
    );
    expect(named('CONTRIBUTING.md').sort()).toEqual(installed.sort());
  });

  it('of the product is imported by the product, or by what it imports', () => {
    const peers = new Set([...product].filter((name) => name in dependencies).flatMap(peersOf));
    expect(Object.keys(dependencies).filter((name) => !product.has(name) && !peers.has(name))).toEqual([]);
  });

  it('for development is imported, run by a script, or the types of what is', () => {
    const unused = Object.keys(devDependencies).filter(
      (name) => !all.has(name) && !isRun(name) && !isTypesOfWhatIsUsed(name),
    );
    expect(unused).toEqual([]);
  });

  it('is of an exact version, so that an install tomorrow is the install of today', () => {
    const loose = Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies }).filter(
      ([name, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version) && name !== '@types/node',
    );
    expect(loose).toEqual([]);
  });
});

function inFolder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(folder, name),
  );
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function peersOf(name: string): string[] {
  const { peerDependencies = {} } = JSON.parse(read(`node_modules/${name}/package.json`)) as {
    peerDependencies?: Record<string, string>;
  };
  return Object.keys(peerDependencies);
}

/** The packages among the imports, without the paths into them. */
function importsOf(texts: readonly string[]): Set<string> {
  const specifiers = texts.flatMap((text) =>
    [...text.matchAll(IMPORTED)].map(([, specifier]) => specifier ?? ''),
  );
  return new Set(specifiers.map((specifier) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? ''));
}

function isRun(name: string): boolean {
  const { bin = {} } = JSON.parse(read(`node_modules/${name}/package.json`)) as { bin?: string | object };
  const programs = typeof bin === 'string' ? [name] : Object.keys(bin);
  const commands = [...Object.values(scripts), read('bin/trustflow.mjs')].join('\n');
  return programs.some((program) => new RegExp(`(^|[\\s'])${program}([\\s']|$)`, 'm').test(commands));
}

function isTypesOfWhatIsUsed(name: string): boolean {
  const typed = name.replace('@types/', '');
  return name.startsWith('@types/') && (typed === 'node' || all.has(typed) || typed in devDependencies);
}
