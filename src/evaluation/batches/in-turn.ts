/**
 * Work on the same things waits for its turn: what names a thing that earlier work named begins when that has ended,
 * well or not. Work that shares nothing does not wait.
 */
export class InTurn {
  private readonly last = new Map<string, Promise<unknown>>();

  run<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    const earlier = names.flatMap((name) => this.last.get(name) ?? []);
    const turn = Promise.allSettled(earlier).then(work);
    for (const name of names) this.last.set(name, turn);
    return turn;
  }
}
