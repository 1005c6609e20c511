import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { badRequest } from './unsupported.ts';

/** A text that a request must have; `place` says where its object is. @throws UpstreamError `bad_request` */
export function textIn(value: JsonValue | undefined, name: string, place: string): string {
  const text = isJsonObject(value) ? value[name] : undefined;
  if (typeof text === 'string') return text;
  throw badRequest(`${place}.${name}: expected text`);
}

/** The same of an object. @throws UpstreamError `bad_request` */
export function objectIn(value: JsonValue | undefined, name: string, place: string): JsonObject {
  const object = isJsonObject(value) ? value[name] : undefined;
  if (isJsonObject(object)) return object;
  throw badRequest(`${place}.${name}: expected an object`);
}
