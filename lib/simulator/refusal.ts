import { LlmPipeError } from '../errors.ts';
import type { Failure } from './manner.ts';

/** A request that cannot be answered, after recordings 935a4b836dad and d19728864755. */
export class Refusal extends LlmPipeError implements Failure {
  readonly status: number;
  readonly param: string | null;

  constructor(status: number, code: string, message: string, param: string | null = null) {
    super(code, message);
    this.status = status;
    this.param = param;
  }

  get reason(): Failure['reason'] {
    return this.status === 401 || this.status === 403 ? 'auth' : 'request';
  }
}
