import { z } from 'zod';
import { expectationOf } from '../config/expectation.ts';

/** A timer set for longer would end at once. */
const maxTimerMs = 2 ** 31 - 1;
/** What YAML 1.1 takes for numbers and YAML 1.2 for text, such as `20_000`, and what the environment gives. */
const numeric = /^[+-]?(\d[\d_]*)?\.?\d+([eE][+-]?\d+)?$/;
const toNumber = (text: string): number =>
  numeric.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
/** Also as text; what is neither is told to be no number. */
const numberOf = (schema: z.ZodNumber) => {
  const error = (issue: z.core.$ZodRawIssue) => expectationOf({ ...issue, schema });
  return z.union([schema, z.string({ error }).transform(toNumber).pipe(schema)]);
};
/** LiteLLM's spelling: a number of seconds. */
const seconds = () =>
  numberOf(z.number().positive()).transform((value) => Math.min(value * 1_000, maxTimerMs));
/** Also as text. */
const flag = () => z.union([z.boolean(), z.stringbool({ error: 'expected true or false' })]);
const count = () => numberOf(z.int().min(1));
const retries = () => numberOf(z.int().min(0));
const usdPerToken = () => z.union([z.number().min(0), z.string()]);

/** What LiteLLM calls so; what is not named here is a parameter of requests. */
export const litellmParams = z.looseObject({
  model: z.string().min(1).describe("The provider and its model's name, such as `openai/gpt-4`."),
  custom_llm_provider: z
    .string()
    .min(1)
    .optional()
    .describe('The provider, whatever the name says.'),
  api_base: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The address, where it is not the provider's own, such as `http://localhost:8000/v1`.",
    ),
  base_url: z.string().min(1).optional().describe('Another name of `api_base`.'),
  api_key: z.string().optional().describe('The key; best as `os.environ/NAME`.'),
  drop_params: flag()
    .optional()
    .describe(
      'Leave out parameters that the provider cannot take, with a warning, instead of failing.',
    ),
  additional_drop_params: z
    .array(z.string())
    .optional()
    .describe('Parameters that are always left out.'),
  extra_headers: z.record(z.string(), z.string()).optional().describe('Headers of every request.'),
  extra_body: z
    .record(z.string(), z.json())
    .optional()
    .describe("Members of every request's body, in the provider's own words."),
  timeout: seconds().optional().describe('Seconds for one attempt.'),
  request_timeout: seconds().optional().describe('Another name of `timeout`.'),
  stream_timeout: seconds().optional().describe("Seconds until a stream's first output."),
  rpm: count().optional().describe("The provider's limit of requests per minute."),
  max_parallel_requests: count().optional().describe('Attempts under way at once.'),
  weight: numberOf(z.number().positive())
    .optional()
    .describe('Share among the deployments of a model.'),
  input_cost_per_token: usdPerToken()
    .optional()
    .describe("USD; with it all fields of a price in LiteLLM's format count."),
  output_cost_per_token: usdPerToken().optional().describe('USD.'),
});

/** One deployment of a model. */
export const modelEntry = z.looseObject({
  model_name: z.string().min(1).describe('What requests ask for.'),
  litellm_params: litellmParams,
  rpm: count().optional().describe('As in `litellm_params`, which comes first.'),
  model_info: z
    .looseObject({
      id: z.string().optional().describe('Its name in metrics and messages.'),
      base_model: z.string().optional().describe('The model whose price and limits hold.'),
    })
    .nullish(),
});

const fallbackList = z.union([
  z.array(z.string()).describe('Fallbacks of every model.'),
  z.array(z.record(z.string(), z.array(z.string()))).describe('Fallbacks by model.'),
]);

/** LiteLLM's `model_list`. */
export const modelListSchema = z.array(modelEntry).min(1);

/** The parts of LiteLLM's configuration that the call core reads; other keys are told, then ignored. */
export const modelsSchema = z.looseObject({
  model_list: modelListSchema,
  router_settings: z
    .looseObject({
      fallbacks: fallbackList.optional(),
      num_retries: retries().optional().describe('Retries of the same model.'),
      timeout: seconds().optional().describe('Seconds for one attempt.'),
    })
    .optional(),
  litellm_settings: z
    .looseObject({
      fallbacks: fallbackList.optional(),
      num_retries: retries().optional().describe('As in `router_settings`.'),
      request_timeout: seconds().optional().describe('As `router_settings.timeout`.'),
      drop_params: flag()
        .optional()
        .describe('Leave out what a provider cannot take, with a warning, for all models.'),
    })
    .optional(),
});

export type LitellmParams = z.infer<typeof litellmParams>;
export type ModelEntry = z.infer<typeof modelEntry>;
