import type { TSchema } from 'typebox';
import type { Feature } from '#platform/feature';
import type { Runtime } from '#platform/runtime';
import { asJsonSchema2020 } from './json-schema.ts';
import { headers, problem, responses } from './openapi-parts.ts';
import { takesRevision } from './revision.ts';
import { type Operation, operationsOf } from './routes.ts';

/** The OpenAPI 3.1 document of every feature that has a route, and of the one route that reaches all by name. */
export const openApi = (runtime: Pick<Runtime, 'contexts' | 'features'>): unknown =>
  asJsonSchema2020({
    openapi: '3.1.0',
    info: {
      title: 'Almanac',
      version: '2',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: 'A second brain that connects your notes by itself and explains why. Errors are problems as in RFC 9457.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { cookie: [] }],
    tags: runtime.contexts.map(({ name }) => ({ name })),
    paths: paths([...operationsOf(runtime)], runtime.features),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The token that `almanac token` prints.' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'almanac', description: 'Set by the sign-in link.' },
      },
      headers,
      schemas: { Problem: problem },
    },
  });

const paths = (operations: readonly Operation[], features: readonly Feature[]): object => {
  const all: Record<string, Record<string, object>> = {};
  const seen = new Set<string>();
  for (const operation of operations) {
    const path = operation.url.replace(/:(\w+)/g, '{$1}');
    all[path] = { ...all[path], [operation.method.toLowerCase()]: described(operation, seen) };
  }
  return { ...all, '/api/call/{name}': { post: callByName(features) } };
};

const described = ({ method, url, feature }: Operation, seen: Set<string>): object => {
  const { name, summary, access, input, kind } = feature;
  const inPath = [...url.matchAll(/:(\w+)/g)].map(([, parameter = '']) => parameter);
  const body = kind === 'command' && method !== 'DELETE' && !feature.stream;
  const rest = Object.keys(input.properties).filter(
    (field) => !inPath.includes(field) && !(field === 'revision' && takesRevision(feature) && kind === 'command'),
  );
  const again = seen.has(name); // an operationId stands once; a second route of a feature is named by its method
  seen.add(name);
  return {
    operationId: again ? `${name}.${method.toLowerCase()}` : name,
    summary,
    tags: [name.split('.')[0]],
    ...(access === 'anyone' ? { security: [] } : { description: `Needs the right \`${access}\`.` }),
    parameters: [
      ...inPath.map((field) => ({
        name: field,
        in: 'path',
        required: true,
        schema: input.properties[field] ?? { type: 'string' },
      })),
      ...(body
        ? []
        : rest.map((field) => ({
            name: field,
            in: 'query',
            required: isRequired(feature, field),
            schema: input.properties[field],
          }))),
      ...parameterHeaders(feature),
    ],
    ...(body &&
      rest.length > 0 && {
        requestBody: {
          required: rest.some((field) => isRequired(feature, field)),
          content: { 'application/json': { schema: part(feature, rest) } },
        },
      }),
    ...(feature.stream && { requestBody: { required: true, content: { [feature.stream]: { schema: { type: 'string' } } } } }),
    responses: responses(feature),
  };
};

const parameterHeaders = (feature: Feature): readonly object[] => {
  const text = { type: 'string' };
  if (feature.kind === 'query')
    return [
      { name: 'If-None-Match', in: 'header', description: 'Answers 304 when this is still the ETag.', schema: text },
      {
        name: 'Almanac-Export',
        in: 'header',
        description: 'The kind of file, such as csv, that the answer is to leave as: the audit tells of it.',
        schema: { ...text, pattern: '^[a-z0-9]{1,10}$' },
      },
    ];
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      description:
        'The same key never takes effect twice, for seven days. Forms that the platform uses itself are refused (`idempotency.reserved-key`).',
      schema: { ...text, minLength: 1, maxLength: 255 },
    },
    ...(takesRevision(feature)
      ? [
          {
            name: 'If-Match',
            in: 'header',
            required: feature.requiresRevision === true,
            description: 'The ETag that was seen last.',
            schema: text,
          },
        ]
      : []),
  ];
};

const isRequired = ({ input }: Feature, field: string): boolean =>
  (input.required ?? []).includes(field) && defaultOf(input.properties[field]) === undefined;
const defaultOf = (schema: TSchema | undefined): unknown =>
  schema !== undefined && 'default' in schema ? schema.default : undefined;

const part = (feature: Feature, fields: readonly string[]): object => {
  const required = fields.filter((field) => isRequired(feature, field));
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field, feature.input.properties[field]])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
};

const callByName = (features: readonly Feature[]): object => ({
  operationId: 'call',
  summary: 'Calls a feature by its name, with its whole input as the body.',
  parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string', enum: features.map(({ name }) => name) } }],
  requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
  responses: {
    ...responses({ kind: 'command', access: 'any:write', output: {} }),
    '201': { description: 'Created.' },
    '202': { description: 'Accepted.' },
    '204': { description: 'Done.' },
    '207': { description: 'Done in part.' },
  },
});
