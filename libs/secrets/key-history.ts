/** Since when the database has been used with which master key. */
export class KeyHistory {
  /** `kids` newest first; `notedAt` of each of them. */
  constructor(
    private readonly kids: readonly string[],
    private readonly notedAt: ReadonlyMap<string, Date>,
  ) {}

  /** The key that what is new is made with. */
  get newest(): string {
    return this.kids[0] ?? '';
  }

  /** Those that are loaded beside it. */
  get superseded(): readonly string[] {
    return this.kids.slice(1);
  }

  /** Since when there has been a newer one; null for the newest, which makes what is new. */
  supersededAt(kid: string): Date | null {
    const position = this.kids.indexOf(kid);
    const newer = position === -1 ? this.kids[0] : this.kids[position - 1];
    return newer === undefined ? null : (this.notedAt.get(newer) ?? null);
  }
}
