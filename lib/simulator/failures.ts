import type { Exchange, HttpHeaders } from './exchange.ts';
import type { Fault } from './faults.ts';
import type { Failure } from './manner.ts';
import { mannerOf } from './manners.ts';
import type { SimulatorSettings } from './settings.ts';

/** Sends what comes in place of an answer; the headers are those about limits, for a 429. */
export type Fail = (exchange: Exchange, headers: HttpHeaders) => void;

/** What is sent for the faults that leave nothing of the answer. */
export function createFailures(settings: SimulatorSettings): Partial<Record<Fault, Fail>> {
  const manner = mannerOf(settings);
  const waitMs = settings.faults.retry_after;
  const noQuota: Failure = { ...emptyAccount, ...manner.emptyAccount };

  const fail = (failure: Failure): Fail => {
    const body = manner.errorBody(failure);
    const headers = manner.errorHeaders?.(failure);
    return (exchange) => exchange.sendJson(failure.status, body, headers);
  };

  const limit = (failure: Failure, adorn: (headers: HttpHeaders) => HttpHeaders): Fail => {
    const body = manner.errorBody(failure);
    const own = manner.errorHeaders?.(failure);
    return (exchange, headers) => exchange.limit('byFault', body, { ...adorn(headers), ...own });
  };

  return {
    '429': limit({ ...tooMany, waitMs }, (headers) => ({
      ...headers,
      ...manner.waitHeaders(waitMs),
    })),
    '429_bare': limit(tooMany, () => ({})),
    '429_date': limit(tooMany, (headers) => ({ ...headers, 'retry-after': httpDateAfter(waitMs) })),
    quota: noQuota.status === 429 ? limit(noQuota, () => ({})) : fail(noQuota),
    '401': fail({ status: 401, reason: 'auth', message: 'Incorrect API key provided (fault).' }),
    '500': fail({ status: 500, reason: 'server', message: 'The server had an error (fault).' }),
    '502': fail({ status: 502, reason: 'server', message: 'Bad gateway (fault).' }),
    '503': fail({ status: 503, reason: 'server', message: 'The service is unavailable (fault).' }),
    '529': fail({ status: 529, reason: 'overloaded', message: 'Overloaded (fault).' }),
    html: (exchange) => exchange.sendPage(502, badGatewayPage),
    html_200: (exchange) => exchange.sendPage(200, badGatewayPage),
    reset: (exchange) => exchange.reset(),
  };
}

const tooMany: Failure = {
  status: 429,
  reason: 'requests',
  message: 'Rate limit reached on requests (fault).',
};

const emptyAccount: Failure = {
  status: 429,
  reason: 'quota',
  message: 'You exceeded your current quota (fault).',
};

/** A date of HTTP has whole seconds, so the wait is rounded up. */
const httpDateAfter = (ms: number): string =>
  new Date(Math.ceil((Date.now() + ms) / 1_000) * 1_000).toUTCString();

/** What a proxy sends whose server does not answer. */
const badGatewayPage = `<!DOCTYPE html>
<html>
<head><title>502 Bad Gateway</title></head>
<body><h1>502 Bad Gateway</h1><p>The upstream did not answer (fault).</p></body>
</html>
`;
