import { LRUCache } from 'lru-cache';
import { Rejection } from '#kernel/rejection';
import type { Sealed } from '#kernel/sealed';
import type { Caller } from '#platform/caller';
import type { PersonalData } from '#platform/personal/personal';
import { isOutage } from '#platform/postgres/outage';
import type { Layer } from '#platform/runtime';
import type { Log } from '#platform/service';

const kept = 60_000; // milliseconds for which what is sealed is used again

/**
 * Notes where a call comes from, sealed with the key of whoever calls: events keep it, and when they are forgotten nobody reads it any more. Where it
 * cannot be sealed, the call goes on without it, and the log of the server tells why.
 */
export const origin = (personal: PersonalData, log: Log): Layer => {
  const known = new LRUCache<string, Promise<Sealed | undefined>>({ max: 10_000, ttl: kept, ttlResolution: 1_000 });
  const seal = async ({ tenant, actor }: Caller, address: string): Promise<Sealed | undefined> => {
    try {
      return (await personal.of(tenant).seal(subjectOf(actor), { address })).address;
    } catch (error) {
      if (isOutage(error)) throw error;
      if (!(error instanceof Rejection)) log.error({ err: error }, 'Nothing is kept of where calls come from.'); // a rejection: forgotten
      return undefined;
    }
  };
  const sealedOf = (caller: Caller, address: string): Promise<Sealed | undefined> => {
    const key = [caller.tenant, caller.actor, address].join('\u0000');
    const present = known.get(key);
    if (present) return present;
    const sealed = seal(caller, address);
    known.set(key, sealed);
    sealed.catch(() => known.delete(key));
    return sealed;
  };
  return (next) => async (feature, input, passage) => {
    const { caller } = passage;
    if (caller.address === undefined || caller.from !== undefined || feature.access === 'anyone')
      return next(feature, input, passage);
    const from = await sealedOf(caller, caller.address);
    return next(feature, input, from === undefined ? passage : { ...passage, caller: { ...caller, from } });
  };
};

/** The id of a member is one; any other name of a caller is made one. */
const subjectOf = (actor: string): string => actor.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 100);
