/** The value without the fields that a schema does not name. What has none comes back as it is, uncopied. */
export type Cut = (value: unknown) => unknown;

/** What leaves in a value only the fields that a schema names, in objects and arrays at any depth; undefined where it leaves everything. */
export const knownOf = (schema: unknown): Cut | undefined => {
  if (!isRecord(schema)) return undefined;
  const { properties, items, additionalProperties } = schema;
  const alternatives = schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf'];
  if (Array.isArray(alternatives)) return anyOf(alternatives);
  if (isRecord(properties) && !additionalProperties) return fieldsOf(properties);
  const item = knownOf(items);
  return item && eachOf(item);
};

/** What any of the alternatives names may stay. */
const anyOf = (alternatives: readonly unknown[]): Cut | undefined => {
  const objects = alternatives.filter((each) => isRecord(each) && isRecord(each['properties']));
  if (objects.length === 0) return alternatives.map(knownOf).find((cut) => cut !== undefined);
  const fields = Map.groupBy(
    objects.flatMap((each) => Object.entries((each as Objects).properties)), // as was asked above
    ([name]) => name,
  );
  return fieldsOf(Object.fromEntries([...fields].map(([name, each]) => [name, { anyOf: each.map(([, field]) => field) }])));
};

type Objects = { readonly properties: Readonly<Record<string, unknown>> };

const fieldsOf = (properties: Objects['properties']): Cut => {
  const cuts: Record<string, Cut> = Object.assign(
    Object.create(null), // so that `constructor` is no field
    Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, knownOf(field) ?? whole])),
  );
  return (value) => {
    if (!isRecord(value)) return value;
    for (const name in value) {
      const cut = cuts[name];
      if (cut === whole) continue;
      if (cut === undefined || cut(value[name]) !== value[name]) return keptOf(value, cuts);
    }
    return value;
  };
};

const keptOf = (value: Readonly<Record<string, unknown>>, cuts: Readonly<Record<string, Cut>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      const cut = cuts[name];
      return cut ? [[name, cut(field)]] : [];
    }),
  );

const whole: Cut = (value) => value;

const eachOf =
  (item: Cut): Cut =>
  (value) =>
    Array.isArray(value) && value.some((each) => item(each) !== each) ? value.map(item) : value;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
