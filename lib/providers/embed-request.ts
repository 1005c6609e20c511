import type { JsonObject } from '../json.ts';
import { Parameters } from './parameters.ts';
import { badRequest, UnsupportedParameter } from './unsupported.ts';

/** OpenAI's parameters of embeddings, from its description of the API. */
const embedParameters: ReadonlySet<string> = new Set([
  'dimensions',
  'encoding_format',
  'input',
  'model',
  'user',
]);

/** What OpenAI's request for embeddings asks for. */
export interface EmbedRequest {
  texts: string[];
  dimensions: number | undefined;
  /** The provider's own parameters. */
  own: JsonObject;
}

/**
 * Reads one text or a list of them; tokens are refused. The format is written by whoever reads the answer.
 * @throws UnsupportedParameter, UpstreamError `bad_request`
 */
export function readEmbedRequest(body: JsonObject): EmbedRequest {
  const parameters = new Parameters(body, embedParameters);
  const format = parameters.text('encoding_format') ?? 'float';
  if (format !== 'float' && format !== 'base64') {
    throw new UnsupportedParameter('encoding_format', 'expected float or base64');
  }
  return {
    texts: readTexts(parameters),
    dimensions: parameters.number('dimensions'),
    own: parameters.rest(),
  };
}

/** The text of a request to a `model` that takes one at a time. @throws UpstreamError `bad_request` */
export function onlyText({ texts: [text, ...more] }: EmbedRequest, model: string): string {
  if (text !== undefined && more.length === 0) return text;
  throw badRequest(`"input": expected one text, since ${model} takes one a request`);
}

function readTexts(parameters: Parameters): string[] {
  const input = parameters.take('input');
  if (input === undefined) throw badRequest('"input" is missing');
  return [input].flat().map((text) => {
    if (typeof text === 'string') return text;
    throw badRequest('"input": expected text or a list of texts');
  });
}
