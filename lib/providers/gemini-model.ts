/**
 * True of Gemini 3 and later: they think by levels and want their signatures back (Gemini API, "Gemini
 * thinking" and "Thought signatures"). Names without a version, such as `gemini-flash-latest`, follow the
 * newest.
 */
export const isGemini3 = (model: string): boolean => !/gemini-[12]\b|gemma/.test(model);
