import type { JsonObject } from '../json.ts';
import type { Parameters } from './parameters.ts';
import { objectIn } from './request-member.ts';
import { UnsupportedParameter } from './unsupported.ts';

/** What the answer must be; text is undefined. */
export type AnswerFormat = { type: 'json' } | { type: 'schema'; name: string; schema: JsonObject };

/** @throws UnsupportedParameter, UpstreamError `bad_request` */
export function readAnswerFormat(parameters: Parameters): AnswerFormat | undefined {
  const format = parameters.object('response_format');
  switch (format?.['type']) {
    case undefined:
    case 'text':
      return undefined;
    case 'json_object':
      return { type: 'json' };
    case 'json_schema': {
      const place = 'response_format.json_schema';
      const named = objectIn(format, 'json_schema', 'response_format');
      const { name } = named;
      return {
        type: 'schema',
        name: typeof name === 'string' ? name : 'answer',
        schema: objectIn(named, 'schema', place),
      };
    }
    default:
      throw new UnsupportedParameter('response_format', 'this type is not supported');
  }
}
