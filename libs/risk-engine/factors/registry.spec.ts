import { DEFAULT_POLICY } from '../default-policy';
import { BUILTIN_FACTORS, builtinFactor, UnknownBuiltinError } from './registry';

describe('the registry of built-in factors', () => {
  it('has each version of a factor once', () => {
    const keys = BUILTIN_FACTORS.map(({ code, version }) => `${code}@${version}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThanOrEqual(14);
  });

  it.each(BUILTIN_FACTORS.map((factor) => [factor.code, factor] as const))('finds %s', (code, factor) => {
    expect(builtinFactor(code, factor.version)).toBe(factor);
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(factor.description).toMatch(/^[A-Z].*\.$/);
  });

  it('names the factor and version that it does not have', () => {
    expect(() => builtinFactor('new_device', 99)).toThrow(UnknownBuiltinError);
    expect(() => builtinFactor('new_device', 99)).toThrow('"new_device" of version 99');
    expect(() => builtinFactor('constructor', 1)).toThrow(UnknownBuiltinError);
  });

  it('is used whole by the default policy', () => {
    const codes = BUILTIN_FACTORS.map(({ code }) => code);
    expect(Object.keys(DEFAULT_POLICY.builtins).sort()).toEqual([...new Set(codes)].sort());
  });
});
