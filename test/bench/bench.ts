/** What every goal is measured with. */
export interface Bench {
  /** How often each subject runs. */
  readonly runs: number;
  /** The folder of the compiled programs, laid out as the project. */
  readonly programs: string;
  /** A folder for inputs and outputs. */
  readonly data: string;
  /** Ends all that runs. */
  readonly signal: AbortSignal;
  /** Says what is being done. */
  tell(text: string): void;
}

/** A goal that cannot be measured on this machine; the message says why. */
export class CannotRunError extends Error {}
