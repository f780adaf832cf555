import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { Ports } from '#platform/feature';
import type { Secrets } from '../ports.ts';
import { consumeArtifact, dropArtifact, dropGrant, putArtifact, readArtifact } from '../views/artifacts.ts';
import { memberIn } from './account-id.ts';
import { readClient } from './clients.ts';

const forever = 365 * 86_400; // seconds

/**
 * Kinds that are also found by something else than what the client holds, and then saved again under it: it has to be known. Neither opens
 * anything alone: beside the provider's session our own is asked for, and a device code has to be confirmed by a person.
 */
const foundOtherwise = new Set(['Session', 'DeviceCode']);

/** Where the provider keeps things of one kind; what a client holds is kept as its hash. */
export const artifacts =
  ({ sql, now }: Pick<Ports, 'sql' | 'now'>, { hash }: Secrets) =>
  (kind: string): Adapter => {
    const shown = async (
      by: { readonly hash: string } | { readonly uid: string } | { readonly userCode: string },
      id?: string,
    ) => {
      const kept = await readArtifact(sql, { kind, ...by }, now());
      if (kept === undefined) return undefined;
      // The provider knows only "consumed", as a time in seconds.
      return { ...kept.payload, ...(id !== undefined && { jti: id }), ...(kept.used && { consumed: true }) } as AdapterPayload; // what was put in
    };
    return {
      upsert: async (id, { jti, ...payload }, seconds) => {
        const of = memberIn(payload.accountId);
        await putArtifact(sql, {
          kind,
          hash: hash(id),
          tenant: of?.tenant ?? null,
          member: of?.member ?? null,
          client: payload.clientId ?? null,
          payload: foundOtherwise.has(kind) ? { ...payload, jti } : payload,
          grant: payload.grantId ?? null,
          uid: payload.uid ?? null,
          userCode: payload.userCode === undefined ? null : hash(payload.userCode),
          until: new Date(now().getTime() + (seconds ?? forever) * 1_000),
        });
      },
      find: async (id) => (kind === 'Client' ? readClient(sql, id) : shown({ hash: hash(id) }, id)),
      findByUid: async (uid) => shown({ uid }),
      findByUserCode: async (userCode) => shown({ userCode: hash(userCode) }),
      consume: async (id) => {
        const isFirst = await consumeArtifact(sql, kind, hash(id), now());
        if (!isFirst && kind !== 'RefreshToken') throw new errors.InvalidGrant('used at the same time by another request');
      },
      destroy: async (id) => void (await dropArtifact(sql, kind, hash(id))),
      revokeByGrantId: async (grant) => void (await dropGrant(sql, grant)),
    };
  };
