/**
 * All faults by the names that settings and statistics use. Behind each, what llm-pipe makes of one attempt
 * that meets it: status label, failure kind. Other dialects tell the same in their own words, in which the 503 of
 * Gemini and Bedrock is `overloaded`, and `quota` is a 400 of Anthropic's and a 402 of Cohere's.
 *
 *     429           429, rate_limited         the manner's Retry-After, Gemini's RetryInfo; others tell no wait
 *     500           500, server_error
 *     hang          timeout, timeout          or aborted, aborted, where the client gives up first
 *     reset         network, network          before a single byte of the answer
 *     empty         200, empty_output         the attempt succeeds; its text is refused by `check`
 *     truncated     200, truncated            likewise
 *     malformed     200, server_error         half of the JSON, properly ended; a stream: network, network
 *     429_bare      429, rate_limited         no header about limits at all
 *     429_date      429, rate_limited         Retry-After is an HTTP date
 *     quota         429, quota_exceeded       no Retry-After; trying again is useless
 *     401           401, auth
 *     502           502, server_error
 *     503           503, server_error         no Retry-After, which would make it `overloaded`
 *     529           529, overloaded
 *     html          502, server_error         a page instead of JSON
 *     html_200      200, server_error         a page that claims success
 *     error_frame   200, server_error         an error object: the whole answer, or the last event of a stream
 *     cut           network, network          the connection ends after half of the body
 *     slow          200, a success            the body trickles; timeout, timeout where the client is impatient
 *
 * Draws go through this order, so a new name belongs at its end: the old ones then fall as before.
 */
export const faultNames = [
  '429',
  '500',
  'hang',
  'reset',
  'empty',
  'truncated',
  'malformed',
  '429_bare',
  '429_date',
  'quota',
  '401',
  '502',
  '503',
  '529',
  'html',
  'html_200',
  'error_frame',
  'cut',
  'slow',
] as const;

export type Fault = (typeof faultNames)[number];
export type FaultRates = Readonly<Record<Fault, number>>;

/** The fault whose share of the interval 0..1 holds `draw`, if any does; shares lie in table order. */
export function pickFault(rates: FaultRates, draw: number): Fault | undefined {
  let end = 0;
  return faultNames.find((name) => {
    end += rates[name];
    return draw < end;
  });
}
