import { UpstreamError } from '../errors.ts';

/** An attempt failed, or was not made, since its deployment is down: no fault of its call. */
export class OutageError extends UpstreamError {
  /** No other deployment of the model is up. */
  readonly isOfModel: boolean;

  /** What a user asks for. */
  override readonly model: string;

  /** Tells the failure that the deployment is down with. */
  constructor(model: string, reason: UpstreamError, isOfModel: boolean) {
    super(reason.kind, reason.message, { ...reason, cause: reason });
    this.model = model;
    this.isOfModel = isOfModel;
  }
}
