import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { Rejection } from '#kernel/rejection';
import type { Feature } from '#platform/feature';
import { sqlOn } from '#platform/postgres/sql';
import { tokens } from '#platform/token';
import { statusOf } from '#platform/transports/rest/status';
import type { House } from '../identity/house.ts';
import type { Callers } from './callers.ts';
import { canary, lines, type Make, type Row } from './rows.ts';

type Operation = { readonly name: string; readonly feature: Feature; readonly send: Send };
type Send = (input: object, token: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
type Answer = { readonly status: number; readonly text: string };

type Asked = {
  readonly method: string;
  readonly url: string;
  readonly body: object | string | undefined;
  readonly token: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

/** Every way in which a feature can be called: by its routes, by its name, and an internal one as sagas and peers call it. */
export const operationsOf = (house: House, pool: Pool): readonly Operation[] => {
  const { runtime } = house;
  let asked = 0;
  /** Each time from another address: the number of wrong tokens from one is limited. */
  const ask = async ({ method, url, body, token, headers }: Asked): Promise<Answer> => {
    const answer = await house.server.inject({
      method: method as 'GET', // inject's list of methods is shorter than HTTP's
      url,
      remoteAddress: `10.0.${++asked >> 8}.${asked & 255}`,
      ...(body !== undefined && { payload: body }),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
        ...(token !== '' && { authorization: `Bearer ${token}` }),
      },
    });
    return { status: answer.statusCode, text: answer.payload };
  };
  const routed = runtime.contexts.flatMap(({ rest }) =>
    Object.entries(rest).map(([route, feature]): Operation => {
      const send: Send = (input, token, headers) => {
        const [method = '', path = ''] = route.split(' ');
        const rest = new Map<string, unknown>(Object.entries(input));
        rest.delete('revision');
        const url = `/api${path.replaceAll(/:(\w+)/g, (_, name: string) => take(rest, name))}`;
        const isBodiless = method === 'GET' || method === 'DELETE' || feature.stream !== undefined;
        const query = new URLSearchParams(
          [...rest].flatMap(([name, value]) => [value].flat().map((each): [string, string] => [name, String(each)])),
        );
        const body = feature.stream ? lines : isBodiless ? undefined : Object.fromEntries(rest);
        return ask({ method, url: isBodiless ? `${url}?${query.toString()}` : url, body, token, headers });
      };
      return { name: route, feature, send };
    }),
  );
  const named = runtime.features
    .filter(({ stream }) => stream === undefined)
    .map(
      (feature): Operation => ({
        name: `POST /call/${feature.name}`,
        feature,
        send: (input, token, headers) => ask({ method: 'POST', url: `/api/call/${feature.name}`, body: input, token, headers }),
      }),
    );
  return [...routed, ...named, ...internalOperations(house, pool)];
};

/** The calls of internal features on behalf of the holder of a token: no route leads there. */
const internalOperations = ({ runtime }: House, pool: Pool): readonly Operation[] => {
  const others = runtime.contexts.flatMap(({ identify = [] }) => identify);
  const { identify } = tokens({ sql: sqlOn(pool), now: () => new Date(), others });
  return runtime.forPeers
    .filter((feature) => !feature.public)
    .map((feature): Operation => {
      const send: Send = async (input, token) => {
        const identity = await identify(token);
        if (identity === undefined) return { status: 401, text: '' };
        const caller = { ...identity, correlation: randomUUID() };
        try {
          const answer = await runtime.runInside(feature.name, structuredClone(input), { caller, notes: {} });
          return { status: 200, text: JSON.stringify(answer) };
        } catch (error) {
          if (!(error instanceof Rejection)) throw error;
          return { status: statusOf(error), text: JSON.stringify({ code: error.code, detail: error.message }) };
        }
      };
      return { name: `inside ${feature.name}`, feature, send };
    });
};

const take = (fields: Map<string, unknown>, name: string): string => {
  const value = String(fields.get(name));
  fields.delete(name);
  return encodeURIComponent(value);
};

export type Finding = { readonly operation: string; readonly caller: keyof Callers | 'owner' | 'nobody'; readonly what: string };

type Look = {
  readonly callers: Callers;
  readonly owner: string;
  readonly make: Make;
  /** All that the owner's workspace holds, as one text. */
  readonly holdings: () => Promise<string>;
};

/** Calls one operation as everybody who must not get through, and at last as the owner. Tells whatever is not as it should be. */
export const examine = async ({ name, feature, send }: Operation, row: Row, look: Look): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  const report = (caller: Finding['caller'], what: string) => findings.push({ operation: name, caller, what });
  const input = await row.input(look.make);

  for (const caller of ['anonymous', 'expired', 'disabled'] as const) {
    const { status } = await send(input, await look.callers[caller](), row.headers);
    if (status !== 401) report(caller, `gets ${status}, not 401`);
  }
  const lower = await send(input, await look.callers.lowerRole(), row.headers);
  if (!row.open && lower.status !== 403) report('lowerRole', `gets ${lower.status}, not 403`);

  const before = await look.holdings();
  const foreign = await send(input, look.callers.stranger, row.headers);
  const unknown = replaced(input);
  const nobodys = await send(unknown, look.callers.stranger, row.headers);
  const [told, toldOfNothing] = [said(foreign, input), said(nobodys, unknown)];
  if (told !== toldOfNothing) report('stranger', `is answered ${told} for what is there, and ${toldOfNothing} for what is not`);
  if (foreign.status >= 500) report('stranger', `gets ${foreign.status}`);
  if (withoutInput(foreign.text, input).includes(canary)) report('stranger', `sees ${foreign.text}`);
  if ((await look.holdings()) !== before) report('stranger', 'changes what the owner has');

  const own = await send(input, look.owner, row.headers);
  const expected = row.owner === undefined ? own.status >= 200 && own.status < 300 : [row.owner].flat().includes(own.status);
  if (!expected) report('owner', `gets ${own.status}: ${own.text.slice(0, 300)}`);
  if (feature.access === 'anyone' && !row.open) report('nobody', 'is let in, and the row does not say so');
  return findings;
};

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The same input with ids that nobody has. */
const replaced = (input: object): object => JSON.parse(JSON.stringify(input).replaceAll(uuid, () => randomUUID()));

/** An answer without what differs in every answer, and with ids as mere places. */
const said = ({ status, text }: Answer, input: object): string => {
  // How far the index is behind is counted in events of the whole log, which goes on meanwhile.
  const moving = /"behind":\d+/g;
  const differing = /"(correlation|instance|createdAt|updatedAt|requestedAt|key|secret|uri|challenge)":"[^"]*"/g;
  return `${status} ${withoutInput(text, input).replaceAll(differing, '').replaceAll(moving, '').replaceAll(uuid, '<id>')}`;
};

/** An answer may repeat what it was asked. */
const withoutInput = (text: string, input: object): string =>
  texts(input).reduce((rest, value) => rest.replaceAll(value, '<asked>'), text);

const texts = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
};
