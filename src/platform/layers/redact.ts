import type { Feature } from '#platform/feature';
import type { Layer } from '#platform/runtime';
import { type Cut, knownOf } from '#platform/validation/known';

/**
 * Takes out of an answer what does not stand in its schema, and what its caller may not see, before anything writes it out: a feature names the
 * right that each sensitive field of its answer asks for. Kept answers are whole, and each reading of them is looked at anew.
 */
export const redact: Layer = (next) => {
  const cuts = new Map<Feature, Cut>();
  return async (feature, input, passage) => {
    let cut = cuts.get(feature);
    if (cut === undefined) cuts.set(feature, (cut = knownOf(feature.output) ?? whole));
    const answer = cut(await next(feature, input, passage));
    const { fields } = feature;
    if (fields === undefined) return answer;
    const { scopes } = passage.caller;
    if (scopes.includes('*')) return answer;
    const hidden = Object.entries(fields).flatMap(([path, right]) => (scopes.includes(right) ? [] : [path.split('.')]));
    return hidden.reduce<unknown>((shown, path) => without(shown, path), answer);
  };
};

const whole: Cut = (answer) => answer;

/** The value without the field at a path; of a list, without that of each item. Nothing that was given is changed. */
const without = (value: unknown, path: readonly string[]): unknown => {
  if (Array.isArray(value)) return value.map((item) => without(item, path));
  if (typeof value !== 'object' || value === null) return value;
  const [name = '', ...further] = path;
  if (!Object.hasOwn(value, name)) return value;
  const { [name]: field, ...rest } = { ...value } as Record<string, unknown>; // an object, as was asked above
  return further.length === 0 ? rest : { ...rest, [name]: without(field, further) };
};

/** Throws unless each field that asks for a right stands in the answer's schema, and may be absent there. */
export const checkFields = ({ name, output, fields = {} }: Feature): void => {
  for (const path of Object.keys(fields)) {
    const found = path.split('.').reduce<Found>(below, { schema: output, mayBeAbsent: false });
    if (found === undefined) throw new Error(`${name} hides ${path}, which does not stand in its answer.`);
    if (!found.mayBeAbsent) throw new Error(`${name} hides ${path}, which its answer says is always there: make it optional.`);
  }
};

type Found = { readonly schema: unknown; readonly mayBeAbsent: boolean } | undefined;

const below = (at: Found, name: string): Found => {
  const { properties, required = [], items } = (at?.schema ?? {}) as Schema; // JSON Schema, as far as it matters here
  if (items !== undefined) return below({ schema: items, mayBeAbsent: false }, name);
  const schema = properties?.[name];
  return schema === undefined ? undefined : { schema, mayBeAbsent: !required.includes(name) };
};

type Schema = {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly items?: unknown;
};
