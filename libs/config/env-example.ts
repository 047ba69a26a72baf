import { settingSpecs } from './setting-specs';

interface SettingSpec {
  readonly desc?: string;
  readonly default?: unknown;
  readonly example?: string;
}

/** The text of `.env.example`: every setting with its meaning, commented out at its default or an example. */
export function renderEnvExample(): string {
  const entries = Object.entries(settingSpecs) as [string, SettingSpec][];
  const lines = entries.map(
    ([name, spec]) => `# ${spec.desc ?? ''}\n# ${name}=${spec.example ?? String(spec.default)}\n`,
  );
  return `# Every setting of TrustFlow. All have a default that works on one machine.\n\n${lines.join('\n')}`;
}
