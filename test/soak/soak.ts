/** What every proof is run with. */
export interface Soak {
  /** The folder of the compiled program, laid out as the project. */
  readonly programs: string;
  /** A folder for inputs and outputs. */
  readonly data: string;
  /** Ends all that runs. */
  readonly signal: AbortSignal;
  /** Says what is being done. */
  tell(text: string): void;
}

/** One line of the report. */
export interface Finding {
  what: string;
  found: string;
  /** What had to be. */
  bound: string;
  isMet: boolean;
}
