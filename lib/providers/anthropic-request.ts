import type { JsonObject } from '../json.ts';
import { readAnswerFormat } from './answer-format.ts';
import { writeMessages } from './anthropic-messages.ts';
import { takeReasoning } from './anthropic-reasoning.ts';
import { takeTools } from './anthropic-tools.ts';
import { readMessages } from './chat-messages.ts';
import { compact, Parameters } from './parameters.ts';
import type { Target } from './provider.ts';
import { badRequest, UnsupportedParameter } from './unsupported.ts';

/**
 * The body of a request to the Messages API from OpenAI's, without `model` and `stream`, which are told
 * elsewhere where another cloud serves it. Members in Anthropic's own words go before what stands for them.
 * @throws UnsupportedParameter, UpstreamError `bad_request`
 */
export function writeMessagesRequest(
  body: JsonObject,
  { upstreamModel, maxOutputTokens }: Pick<Target, 'upstreamModel' | 'maxOutputTokens'>,
): JsonObject {
  const parameters = new Parameters(body);
  const reasoning = takeReasoning(parameters, upstreamModel);
  const written = compact({
    max_tokens: takeMaxTokens(parameters, maxOutputTokens),
    ...writeMessages(readMessages(parameters)),
    ...takeTools(parameters),
    thinking: reasoning.thinking,
    output_config: takeOutputConfig(parameters, reasoning.effort),
    stop_sequences: parameters.stop(),
    temperature: parameters.number('temperature'),
    top_p: parameters.number('top_p'),
    metadata: takeMetadata(parameters),
    service_tier: takeServiceTier(parameters),
  });
  return { ...written, ...parameters.rest() };
}

function takeMaxTokens(parameters: Parameters, known: number | undefined): number {
  const most = parameters.maxTokens() ?? known;
  if (most !== undefined) return most;
  throw badRequest(
    '"max_tokens" is missing: Anthropic wants it, and what the model writes at most is not known',
  );
}

/** There is no mode for JSON without a schema. */
function takeOutputConfig(
  parameters: Parameters,
  effort: string | undefined,
): JsonObject | undefined {
  const format = readAnswerFormat(parameters);
  if (format?.type === 'json') {
    throw new UnsupportedParameter('response_format', 'only text and json_schema are supported');
  }
  const config = compact({
    effort,
    format: format && { type: 'json_schema', schema: format.schema },
    ...parameters.object('output_config'),
  });
  return Object.keys(config).length > 0 ? config : undefined;
}

/** OpenAI's `user`, and what has replaced it; its `metadata` has no place here but for the same id. */
function takeMetadata(parameters: Parameters): JsonObject | undefined {
  const { user_id: own, ...others } = parameters.object('metadata') ?? {};
  if (Object.keys(others).length > 0) {
    throw new UnsupportedParameter('metadata', 'only "user_id" is supported');
  }
  const safety = parameters.text('safety_identifier');
  const user = parameters.text('user');
  const id = own ?? user ?? safety;
  return id === undefined ? undefined : { user_id: id };
}

/** OpenAI's names for having priority where it was bought, and for never having it. */
function takeServiceTier(parameters: Parameters): string | undefined {
  const tier = parameters.text('service_tier');
  switch (tier) {
    case undefined:
    case 'auto':
    case 'standard_only':
      return tier;
    case 'default':
      return 'standard_only';
    default:
      throw new UnsupportedParameter('service_tier', 'only auto and default are supported');
  }
}
