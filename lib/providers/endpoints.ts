import type { JsonObject } from '../json.ts';
import { bearerHeaders } from './bearer.ts';
import type {
  AnswerReading,
  Failure,
  Provider,
  ProviderCall,
  ProviderOperation,
} from './provider.ts';
import { findError, readFailure } from './read-failure.ts';
import { unsupportedOperation } from './unsupported.ts';

/** How an operation is asked, and its answer read. */
export interface Endpoint {
  /** Follows the root. */
  path: string;
  write(call: ProviderCall, model: string): JsonObject;
  read(call: ProviderCall, body: JsonObject, model: string): AnswerReading | Failure;
}

export type Endpoints = Readonly<Partial<Record<ProviderOperation, Endpoint>>>;

/** The part of a provider that has an endpoint for each operation under a root, such as `/v2`. */
export function speakAt(
  root: string,
  endpoints: Endpoints,
): Pick<Provider, 'request' | 'readAnswer' | 'readFailure'> {
  const endpointOf = ({ operation }: ProviderCall): Endpoint => {
    const endpoint = endpoints[operation];
    if (!endpoint) throw unsupportedOperation(operation);
    return endpoint;
  };
  // LiteLLM takes the whole address of an endpoint for an `api_base`, too.
  const tails = [...Object.values(endpoints).map(({ path }) => root + path), root];
  const withoutTail = (address: string): string => {
    const tail = tails.find((end) => address.endsWith(end)) ?? '';
    return address.slice(0, address.length - tail.length);
  };

  return {
    request(call, { baseUrl, apiKey, upstreamModel }) {
      const { path, write } = endpointOf(call);
      return {
        baseUrl: withoutTail(baseUrl.replace(/\/+$/, '')),
        path: root + path,
        headers: bearerHeaders(apiKey),
        body: write(call, upstreamModel),
      };
    },

    readAnswer: (call, body, { upstreamModel }) =>
      findError(body) ?? endpointOf(call).read(call, body, upstreamModel),

    readFailure,
  };
}
