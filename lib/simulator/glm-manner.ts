import type { ErrorReason, Manner } from './manner.ts';
import { openaiManner } from './openai-manner.ts';

const tooMany = '您当前使用该API的频率过高，请降低频率，或联系客服增加限额。';

/** Codes are numbers in strings, as in recording 2ea232fcad1b. */
const errorFacts: Partial<Record<ErrorReason, { code: string; message: string }>> = {
  requests: { code: '1303', message: tooMany },
  tokens: { code: '1303', message: tooMany },
  concurrency: {
    code: '1302',
    message: '您当前使用该API的并发数过高，请降低并发，或联系客服增加限额。',
  },
  quota: { code: '1113', message: '余额不足或无可用资源包,请充值。' },
};

/** No header tells anything; the body has a code and a text in Chinese. */
export const glmManner: Manner = {
  limitHeaders: () => ({}),
  waitHeaders: () => ({}),
  errorBody: (failure) => {
    const facts = errorFacts[failure.reason];
    return facts ? JSON.stringify({ error: facts }) : openaiManner.errorBody(failure);
  },
};
