import type { Exchange, HttpHeaders } from './exchange.ts';
import type { Fault } from './faults.ts';
import type { ErrorReason } from './manner.ts';
import { manners } from './manners.ts';
import type { SimulatorSettings } from './settings.ts';

/** Sends what comes in place of an answer; the headers are those about limits, for a 429. */
export type Fail = (exchange: Exchange, headers: HttpHeaders) => void;

/** What is sent for the faults that leave nothing of the answer. */
export function createFailures(settings: SimulatorSettings): Partial<Record<Fault, Fail>> {
  const manner = manners[settings.headers];
  const waitMs = settings.faults.retry_after;
  const tooMany = manner.errorBody('requests', 'Rate limit reached on requests (fault).');
  const noQuota = manner.errorBody('quota', 'You exceeded your current quota (fault).');

  const fail = (status: number, reason: ErrorReason, message: string): Fail => {
    const body = manner.errorBody(reason, message);
    return (exchange) => exchange.sendJson(status, body);
  };

  return {
    '429': (exchange, headers) =>
      exchange.limit('byFault', tooMany, { ...headers, ...manner.waitHeaders(waitMs) }),
    '429_bare': (exchange) => exchange.limit('byFault', tooMany, {}),
    '429_date': (exchange, headers) =>
      exchange.limit('byFault', tooMany, { ...headers, 'retry-after': httpDateAfter(waitMs) }),
    quota: (exchange) => exchange.limit('byFault', noQuota, {}),
    '401': fail(401, 'auth', 'Incorrect API key provided (fault).'),
    '500': fail(500, 'server', 'The server had an error (fault).'),
    '502': fail(502, 'server', 'Bad gateway (fault).'),
    '503': fail(503, 'server', 'The service is unavailable (fault).'),
    '529': fail(529, 'overloaded', 'Overloaded (fault).'),
    html: (exchange) => exchange.sendPage(502, badGatewayPage),
    html_200: (exchange) => exchange.sendPage(200, badGatewayPage),
    reset: (exchange) => exchange.reset(),
  };
}

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
