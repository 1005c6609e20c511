/** The type of a stream of events. */
export const eventsType = 'text/event-stream; charset=utf-8';

export const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;

/** An event whose name is the type that its data have. */
export const typedEvent = (data: { type: string; [name: string]: unknown }): string =>
  `event: ${data.type}\n${event(data)}`;

/** What OpenAI and others send last. */
export const endMark = 'data: [DONE]\n\n';
