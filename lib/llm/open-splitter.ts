import { AwsSplitter } from '../providers/aws-frames.ts';
import type { Splitter } from '../providers/frames.ts';
import { LineSplitter } from '../providers/line-frames.ts';
import type { Framing } from '../providers/provider.ts';
import { SseSplitter } from '../providers/sse.ts';

/** A frame beyond this is refused. */
export const maxFrameBytes = 16 * 1024 * 1024;

const splitters = { sse: SseSplitter, lines: LineSplitter, aws: AwsSplitter };

/** Cuts a stream as its provider frames it. */
export const openSplitter = (framing: Framing): Splitter => new splitters[framing](maxFrameBytes);
