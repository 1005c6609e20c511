import { UpstreamError } from '../errors.ts';
import type { ProviderOperation } from './provider.ts';

/** A parameter of OpenAI's that a provider cannot take; under `drop_params` it is left out instead. */
export class UnsupportedParameter extends Error {
  readonly parameter: string;

  /** `reason` says what is wrong with this value, where others would do. */
  constructor(parameter: string, reason = 'it is not supported') {
    super(`"${parameter}": ${reason}`);
    this.parameter = parameter;
  }
}

export const unsupportedOperation = (operation: ProviderOperation): UpstreamError =>
  new UpstreamError('bad_request', `${operation} is not offered`, {
    code: 'unsupported_operation',
  });

/** A request that no provider would take. */
export const badRequest = (message: string): UpstreamError =>
  new UpstreamError('bad_request', message, { code: 'invalid_request' });

/** A message holds what the provider cannot take, such as `audio`; it cannot be left out as a parameter can. */
export const unsupportedContent = (what: string): UpstreamError =>
  new UpstreamError('bad_request', `${what} in a message is not supported`, {
    code: 'unsupported_content',
  });
