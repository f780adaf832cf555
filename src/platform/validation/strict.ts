import type { TSchema } from 'typebox';

/** The schema with every object closed to fields it does not name, unless it says so itself or is one part of an intersection. */
export const strict = (schema: TSchema): TSchema => closed(schema) as TSchema; // the seam: a schema is walked as the JSON it is

const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, below(keyword, value)]));
  const open = copy['type'] === 'object' && copy['properties'] !== undefined && copy['additionalProperties'] === undefined;
  return open && copy['patternProperties'] === undefined ? { ...copy, additionalProperties: false } : copy;
};

const below = (keyword: string, value: unknown): unknown => {
  if (keyword === 'properties' && typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, closed(field)]));
  return keyword === 'items' || keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'additionalProperties'
    ? closed(value)
    : value;
};
