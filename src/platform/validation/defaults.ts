/** Puts defaults into a value, in place. */
export type Fill = (value: unknown) => void;

/** What fills in the defaults that a schema names, in objects and arrays at any depth; undefined where there are none. */
export const defaultsOf = (schema: unknown): Fill | undefined => {
  if (!isRecord(schema)) return undefined;
  const { properties, items } = schema;
  if (isRecord(properties)) return fieldsOf(properties);
  const item = defaultsOf(items);
  return item && ((value) => (Array.isArray(value) ? value.forEach(item) : undefined));
};

const fieldsOf = (properties: Readonly<Record<string, unknown>>): Fill | undefined => {
  const fields = Object.entries(properties).flatMap(([name, field]) => {
    const standard = isRecord(field) ? field['default'] : undefined;
    const inner = defaultsOf(field);
    return standard === undefined && inner === undefined ? [] : [{ name, standard, inner }];
  });
  if (fields.length === 0) return undefined;
  return (value) => {
    if (!isRecord(value)) return;
    for (const { name, standard, inner } of fields) {
      if (value[name] === undefined && standard !== undefined)
        value[name] = typeof standard === 'object' ? structuredClone(standard) : standard;
      inner?.(value[name]);
    }
  };
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
