import { z } from 'zod';

/** A timer set for longer would end at once. */
const maxTimerMs = 2 ** 31 - 1;
/** LiteLLM's spelling: a number of seconds. */
const seconds = () =>
  z
    .number()
    .positive()
    .transform((value) => Math.min(value * 1_000, maxTimerMs));
/** As a number or in text, which the environment and YAML 1.1 give. */
const flag = () => z.union([z.boolean(), z.stringbool()]);
const count = () => z.int().min(1);
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
  stream_timeout: seconds().optional().describe("Seconds until a stream's first output."),
  rpm: count().optional().describe("The provider's limit of requests per minute."),
  max_parallel_requests: count().optional().describe('Attempts under way at once.'),
  weight: z.number().positive().optional().describe('Share among the deployments of a model.'),
  input_cost_per_token: usdPerToken()
    .optional()
    .describe("USD; with it all fields of a price in LiteLLM's format count."),
  output_cost_per_token: usdPerToken().optional().describe('USD.'),
});

/** One deployment of a model. */
export const modelEntry = z.looseObject({
  model_name: z.string().min(1).describe('What requests ask for.'),
  litellm_params: litellmParams,
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
      num_retries: z.int().min(0).optional().describe('Retries of the same model.'),
      timeout: seconds().optional().describe('Seconds for one attempt.'),
    })
    .optional(),
  litellm_settings: z
    .looseObject({
      fallbacks: fallbackList.optional(),
      num_retries: z.int().min(0).optional().describe('As in `router_settings`.'),
      request_timeout: seconds().optional().describe('As `router_settings.timeout`.'),
      drop_params: flag()
        .optional()
        .describe('Leave out what a provider cannot take, with a warning, for all models.'),
    })
    .optional(),
});

export type ModelEntry = z.infer<typeof modelEntry>;
export type ModelsFile = z.infer<typeof modelsSchema>;
