/** Who is compromised, and until when. Days are asked about in order, so one end a member is enough. */
export class CompromisedSpan {
  private readonly untilDay: Int32Array;

  constructor(
    private readonly spanDays: number,
    members: number,
  ) {
    this.untilDay = new Int32Array(members);
  }

  /** From `day` on, that day included, for the span. Marking again before the end prolongs it. */
  mark(members: readonly number[], day: number): void {
    for (const member of members) this.untilDay[member] = day + this.spanDays;
  }

  includes(member: number, day: number): boolean {
    return day < (this.untilDay[member] ?? 0);
  }
}
