import { type Liquid, Output, type Template, type Token, TypeGuards, type Value } from 'liquidjs';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { readOutput } from './expression.ts';
import { asText } from './output.ts';

type Path = readonly (string | number)[];

/**
 * A fast renderer for templates of text and plain members such as `{{ a.b[0] }}`, undefined for all
 * others. It leaves every record with a member that is missing, null or special to Liquid itself: then
 * it returns undefined.
 */
export function compileDirect(
  liquid: Liquid,
  templates: readonly Template[],
): ((scope: JsonObject) => string | undefined) | undefined {
  const parts: (string | Path)[] = [];
  for (const template of templates) {
    const part = partOf(liquid, template);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return (scope) => renderParts(parts, scope);
}

function renderParts(parts: readonly (string | Path)[], scope: JsonObject): string | undefined {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const value = memberAt(scope, part);
    if (value === undefined || value === null) return undefined;
    text += asText(value);
  }
  return text;
}

function partOf(liquid: Liquid, template: Template): string | Path | undefined {
  if (template instanceof Output) return pathOf(readOutput(liquid, template));
  return TypeGuards.isHTMLToken(template.token) ? template.token.getContent() : undefined;
}

/** The path of a value that is a plain member without filters, else undefined. */
export function pathOf({ initial, filters }: Value): Path | undefined {
  const [token] = initial.postfix;
  if (filters.length > 0 || initial.postfix.length !== 1) return undefined;
  if (!TypeGuards.isPropertyAccessToken(token) || token.variable) return undefined;
  const path: (string | number)[] = [];
  for (const prop of token.props) {
    if (!isFixed(prop)) return undefined;
    path.push(prop.content);
  }
  return path;
}

const isFixed = (token: Token) =>
  TypeGuards.isWordToken(token) ||
  TypeGuards.isQuotedToken(token) ||
  TypeGuards.isNumberToken(token);

/** An own member of plain objects and lists; undefined where Liquid must find it or refuse it. */
export function memberAt(scope: JsonObject, path: Path): JsonValue | undefined {
  let value: JsonValue | undefined = scope;
  for (const key of path) {
    if (isJsonObject(value)) value = Object.hasOwn(value, key) ? value[key] : undefined;
    else if (Array.isArray(value) && typeof key === 'number') value = value[key];
    else return undefined;
  }
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : value;
}
