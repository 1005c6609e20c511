/** The headers of a JSON request whose key, if there is one, is a bearer token. */
export const bearerHeaders = (apiKey: string | undefined): Record<string, string> =>
  apiKey === undefined
    ? { 'content-type': 'application/json' }
    : { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` };
