import type { Feature } from '#platform/feature';
import { takesRevision } from './revision.ts';

/** A problem as in RFC 9457, with what we add. */
export const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'correlation'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'A sentence for people.' },
    instance: { type: 'string', description: 'The path that was asked for.' },
    code: { type: 'string', description: 'Stable for ever, for programs.' },
    kind: { type: 'string', enum: ['invalid', 'denied', 'missing', 'refused', 'stale', 'busy'] },
    correlation: { type: 'string', description: 'Stands in the log, too.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'message'],
        properties: { pointer: { type: 'string', description: 'JSON pointer to the field.' }, message: { type: 'string' } },
      },
    },
  },
};

const header = (description: string, type = 'string') => ({ description, schema: { type } });

export const headers = {
  'X-Correlation-Id': header('The id of everything that follows from this request.'),
  traceparent: header('W3C trace context of the call.'),
  ETag: header('The revision, quoted.'),
  Location: header('Where it is found.'),
  'Idempotency-Replayed': header('`true` when this is the answer of an earlier request with the same key.'),
  'RateLimit-Limit': header('Calls that are possible in one window.', 'integer'),
  'RateLimit-Remaining': header('Calls left in this window.', 'integer'),
  'RateLimit-Reset': header('Seconds until the next window.', 'integer'),
  'Retry-After': header('Seconds to wait.', 'integer'),
  Allow: header('The methods that are possible here.'),
  'WWW-Authenticate': header('How to say who calls.'),
};

const refer = (...names: readonly (keyof typeof headers)[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
const always = refer('X-Correlation-Id', 'traceparent', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset');

type Described = Pick<Feature, 'kind' | 'access' | 'output' | 'answers' | 'requiresRevision'> & Partial<Pick<Feature, 'input'>>;

/** All that a feature may answer. */
export const responses = (feature: Described): Readonly<Record<string, object>> => {
  const { kind, output, answers = 200 } = feature;
  const type = 'type' in output ? output.type : undefined;
  const silent = type === 'null' || type === 'undefined' || type === 'void';
  const tagged =
    'properties' in output &&
    typeof output.properties === 'object' &&
    output.properties !== null &&
    'revision' in output.properties;
  const own = {
    ...always,
    ...(tagged && refer('ETag')),
    ...((answers === 201 || answers === 202) && refer('Location')),
    ...(kind === 'command' && refer('Idempotency-Replayed')),
  };
  const good = silent
    ? { '204': { description: 'Done; there is nothing to tell.', headers: own } }
    : { [answers]: { description: sentences[answers], headers: own, content: { 'application/json': { schema: output } } } };
  return {
    ...good,
    ...(kind === 'query' && { '304': { description: 'Nothing has changed.', headers: own } }),
    ...Object.fromEntries(statuses(feature).map((status) => [status, refused(status)])),
  };
};

const sentences = {
  200: 'The answer.',
  201: 'Created.',
  202: 'Accepted; it goes on in the background.',
  207: 'Each part has its own answer.',
} as const;

const statuses = ({ kind, requiresRevision, input }: Described): readonly number[] => [
  400,
  401,
  403,
  404,
  409,
  ...(kind === 'command' ? [413, 415, 422] : []),
  ...(kind === 'command' && (input === undefined || takesRevision({ input })) ? [412] : []),
  ...(requiresRevision ? [428] : []),
  429,
  500,
  501,
  503,
];

const reasons: Readonly<Record<number, string>> = {
  400: 'The input makes no sense.',
  401: 'No valid token.',
  403: 'The caller lacks the right.',
  404: 'What was named is not there.',
  409: 'The rules say no.',
  412: 'It has changed since.',
  413: 'The body is too long.',
  415: 'The body is of another type.',
  422: 'The Idempotency-Key was used for another request.',
  428: 'If-Match is missing.',
  429: 'Too many calls.',
  500: 'A bug.',
  501: 'Not built.',
  503: 'Too slow, or a part is away.',
};

const refused = (status: number): object => ({
  description: reasons[status],
  headers: {
    ...refer('X-Correlation-Id'),
    ...(status === 401 && refer('WWW-Authenticate')),
    ...((status === 429 || status === 503) && refer('Retry-After')),
  },
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
