/** A piece of a streamed answer: one event of it, or what stands between two. */
export interface Frame {
  /** As they came. */
  bytes: Buffer;
  /** What SSE calls `event`, and AWS `:event-type`. */
  name: string | undefined;
  /** JSON, or `[DONE]`; '' for a frame that says nothing, such as a comment. */
  data: string;
}

/** Cuts a stream of bytes into frames. */
export interface Splitter {
  /** The frames that this read completed. @throws RangeError for a frame over the bound */
  push(bytes: Buffer): Frame[];
  /** What stands after the last whole frame; none or one. */
  end(): Frame[];
}
