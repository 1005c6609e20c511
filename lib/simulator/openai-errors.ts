import { LlmPipeError } from '../errors.ts';

interface ErrorFacts {
  message: string;
  type: string;
  param?: string | null;
  code?: string | null;
}

/** The body of every error: recordings b8d4a0e6b822, 935a4b836dad, d19728864755. */
export const errorBody = ({ message, type, param = null, code = null }: ErrorFacts): string =>
  JSON.stringify({ error: { message, type, param, code } });

/** Something went wrong that is not the client's doing. */
export const serverError = (message: string): string =>
  errorBody({ message, type: 'server_error' });

/** A request that cannot be answered, after recordings 935a4b836dad and d19728864755. */
export class Refusal extends LlmPipeError {
  readonly status: number;
  readonly param: string | null;

  constructor(status: number, code: string, message: string, param: string | null = null) {
    super(code, message);
    this.status = status;
    this.param = param;
  }

  /** The answer's body. */
  body(): string {
    const { message, param, code } = this;
    return errorBody({ message, type: 'invalid_request_error', param, code });
  }
}
