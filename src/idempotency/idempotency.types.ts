/** As it is sent again: without what is shown only once. */
export interface Answer {
  readonly body: unknown;
  /** The header of that name, where there was one. */
  readonly location?: string;
}

/** A request that names itself, so that it can be told when it is sent again. */
export interface KeyedRequest {
  readonly key: string;
  /** Of the path and the body: what makes it the same request. */
  readonly digest: Buffer;
  readonly arrivedAt: Date;
}
