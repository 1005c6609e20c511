import { LlmPipeError } from '../errors.ts';

/** A template that cannot be used; `line` and `column` count from 1 within its text. */
export class TemplateError extends LlmPipeError {
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number, options?: ErrorOptions) {
    super('template', message, options);
    this.line = line;
    this.column = column;
  }
}
