import { isTruthy, type Liquid, Output, type Template, toValue, toValueSync } from 'liquidjs';
import type { JsonObject, JsonValue } from '../json.ts';
import { compileDirect, memberAt, pathOf } from './direct.ts';
import { checkTemplates, readOutput, readValue } from './expression.ts';
import { createContext, createLiquid, createStrictContext } from './liquid.ts';
import { explainCompile, explainRender } from './liquid-errors.ts';
import { asJson } from './output.ts';

/** What is made of a record, or of any other data under names. @throws RecordError `template` */
export type Compiled<T> = (scope: JsonObject) => T;

/** Compiles Liquid, once for all records. Each member throws TemplateError. */
export interface Templates {
  /** A text; a variable that is undefined or null is an error unless `default` is used. */
  compileText(source: string): Compiled<string>;
  /** An expression such as `label == 'bad'`; null counts as false, an undefined variable is an error. */
  compileCondition(source: string): Compiled<boolean>;
  /** A text, but a source that is exactly one `{{ ... }}` keeps the value's type, null included. */
  compileValue(source: string): Compiled<JsonValue>;
}

export function createTemplates(): Templates {
  const liquid = createLiquid();
  return {
    compileText: (source) => compileText(liquid, parse(liquid, source)),
    compileCondition: (source) => compileCondition(liquid, source),
    compileValue(source) {
      const templates = parse(liquid, source);
      const [first] = templates;
      return templates.length === 1 && first instanceof Output
        ? compileOutput(liquid, first)
        : compileText(liquid, templates);
    },
  };
}

const parse = (liquid: Liquid, source: string): Template[] =>
  explainCompile(liquid, () => {
    const templates = liquid.parse(source);
    checkTemplates(liquid, templates);
    return templates;
  });

function compileText(liquid: Liquid, templates: Template[]): Compiled<string> {
  const renderFully = (scope: JsonObject): string =>
    explainRender(() => liquid.renderSync(templates, createStrictContext(liquid, scope)));
  const renderDirectly = compileDirect(liquid, templates);
  if (!renderDirectly) return renderFully;
  return (scope) => renderDirectly(scope) ?? renderFully(scope);
}

function compileCondition(liquid: Liquid, source: string): Compiled<boolean> {
  const value = explainCompile(liquid, () => readValue(liquid, source));
  return (scope) =>
    explainRender(() => {
      const context = createContext(liquid, scope);
      return isTruthy(toValueSync(value.value(context)), context);
    });
}

function compileOutput(liquid: Liquid, output: Output): Compiled<JsonValue> {
  const value = readOutput(liquid, output);
  const path = pathOf(value);
  const createScope = value.filters.length > 0 ? createStrictContext : createContext;
  const evaluate = (scope: JsonObject): JsonValue =>
    explainRender(() => asJson(toValue(toValueSync(value.value(createScope(liquid, scope))))));
  if (!path) return evaluate;
  return (scope) => memberAt(scope, path) ?? evaluate(scope);
}
