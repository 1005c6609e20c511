/** The data, in base64, of a data URL, and what they are. */
export interface DataUrl {
  /** '' where the URL does not tell. */
  mediaType: string;
  data: string;
}

/** Undefined for any other address. */
export function readDataUrl(url: string): DataUrl | undefined {
  const [, mediaType = '', data] = /^data:([^;,]*)(?:;[^;,]*)*;base64,(.*)$/s.exec(url) ?? [];
  return data === undefined ? undefined : { mediaType, data };
}
