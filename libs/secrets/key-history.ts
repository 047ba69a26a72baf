/** Since when the database has been used with which master key. */
export class KeyHistory {
  /** `kids` newest first; `notedAt` of each of them. */
  constructor(
    private readonly kids: readonly string[],
    private readonly notedAt: ReadonlyMap<string, Date>,
  ) {}

  /** Since when there has been a newer one; null for the newest, which makes what is new. */
  supersededAt(kid: string): Date | null {
    const position = this.kids.indexOf(kid);
    const newer = position === -1 ? this.kids[0] : this.kids[position - 1];
    return newer === undefined ? null : (this.notedAt.get(newer) ?? null);
  }
}
