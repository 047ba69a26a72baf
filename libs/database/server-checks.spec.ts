import { versionProblem } from './server-checks';

describe('versionProblem', () => {
  it.each([130_020, 149_999])('refuses server_version_num %d in one line', (number) => {
    expect(versionProblem(number)).toMatch(/^PostgreSQL 1[34] is too old: TrustFlow needs 15 or newer$/);
  });

  it.each([150_000, 180_004])('takes server_version_num %d', (number) => {
    expect(versionProblem(number)).toBeUndefined();
  });
});
