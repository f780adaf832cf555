import type { FastifyRequest } from 'fastify';
import type { Feature } from '#platform/feature';
import { InvalidInput } from '#platform/validation/invalid-input';
import { takesRevision, wantedRevision } from './revision.ts';

/** Puts a feature's input together from body, query string, path and `If-Match`. */
export type ReadInput = (request: FastifyRequest) => unknown;

export const inputReader = (feature: Feature): ReadInput => {
  const converters = convertersOf(feature);
  const revision = takesRevision(feature) || feature.kind === 'command';

  return (request) => {
    const { body } = request;
    if (!feature.stream && body !== undefined && !isObject(body))
      throw new InvalidInput('input.invalid', [{ pointer: '', message: 'must be an object' }]);
    const input: Record<string, unknown> = feature.stream || !isObject(body) ? {} : body;
    fill(input, request.query, { converters, clash: unknownTwice });
    fill(input, request.params, { converters, clash: pathWins });
    if (revision) {
      const wanted = wantedRevision(feature, request.headers['if-match']);
      if (wanted !== undefined) input['revision'] = wanted;
    }
    return input;
  };
};

type Filling = { readonly converters: Converters; readonly clash: Clash };
type Clash = (name: string, present: unknown, value: unknown) => void;

const unknownTwice: Clash = (name) => {
  throw new InvalidInput('input.invalid', [{ pointer: `/${name}`, message: 'stands in the address and in the body' }]);
};

const pathWins: Clash = (name, present, value) => {
  if (present !== value)
    throw new InvalidInput('input.invalid', [{ pointer: `/${name}`, message: 'is another one in the path' }]);
};

const fill = (input: Record<string, unknown>, from: unknown, { converters, clash }: Filling): void => {
  if (!isObject(from)) return;
  for (const name in from) {
    const value = convert(from[name], converters.get(name));
    if (Object.hasOwn(input, name)) clash(name, input[name], value);
    Object.defineProperty(input, name, { value, enumerable: true, writable: true, configurable: true }); // also for a field named __proto__
  }
};

/** Text in an address has no types; what the schema wants is tried, and what does not fit is left for validation to refuse. */
type Converter = 'number' | 'boolean' | 'numbers' | 'texts';
type Converters = ReadonlyMap<string, Converter>;

const convertersOf = ({ input }: Feature): Converters =>
  new Map(
    Object.entries(input.properties).flatMap(([name, schema]) => {
      const kind = converterOf(schema);
      return kind === undefined ? [] : [[name, kind] as const];
    }),
  );

const converterOf = (schema: unknown): Converter | undefined => {
  if (!isObject(schema)) return undefined;
  const { type, anyOf, items } = schema;
  if (Array.isArray(anyOf)) return anyOf.map(converterOf).find((kind) => kind !== undefined);
  if (type === 'array') return converterOf(items) === 'number' ? 'numbers' : 'texts';
  if (type === 'number' || type === 'integer') return 'number';
  return type === 'boolean' ? 'boolean' : undefined;
};

const convert = (value: unknown, kind: Converter | undefined): unknown => (kind === undefined ? value : conversions[kind](value));

const toNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value;
const conversions: Readonly<Record<Converter, (value: unknown) => unknown>> = {
  number: toNumber,
  boolean: (value) => (value === 'true' ? true : value === 'false' ? false : value),
  texts: (value) => list(value),
  numbers: (value) => list(value).map(toNumber),
};

/** Both `?id=a&id=b` and `?id=a,b`. */
const list = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : typeof value === 'string' ? value.split(',').filter((item) => item !== '') : [value];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
