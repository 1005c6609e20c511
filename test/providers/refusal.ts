import { UpstreamError } from '../../lib/errors.ts';
import { UnsupportedParameter } from '../../lib/providers/unsupported.ts';

/** What is said of a request that is refused. @throws TypeError when it is not */
export function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof UpstreamError && error.kind === 'bad_request') return error.message;
    if (error instanceof UnsupportedParameter) return `unsupported ${error.message}`;
    throw error;
  }
  throw new TypeError('nothing was thrown');
}
