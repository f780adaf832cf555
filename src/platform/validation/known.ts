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
  return item && ((value) => (Array.isArray(value) ? sameOr(value, value.map(item)) : value));
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
  const cuts = new Map(Object.entries(properties).map(([name, field]) => [name, knownOf(field)]));
  return (value) => {
    if (!isRecord(value)) return value;
    let kept: Record<string, unknown> | undefined; // a copy, from the first field on that does not stay as it is
    const names = Object.keys(value);
    for (const [at, name] of names.entries()) {
      const field = value[name];
      const cut = cuts.get(name);
      const stays = cuts.has(name) ? (cut ? cut(field) : field) : undefined;
      if (kept === undefined && cuts.has(name) && stays === field) continue;
      kept ??= Object.fromEntries(names.slice(0, at).map((earlier) => [earlier, value[earlier]]));
      if (cuts.has(name)) kept[name] = stays;
    }
    return kept ?? value;
  };
};

const sameOr = (before: readonly unknown[], after: readonly unknown[]): readonly unknown[] =>
  after.every((item, at) => item === before[at]) ? before : after;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
