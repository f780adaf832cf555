import { LRUCache } from 'lru-cache';
import { Rejection } from '#kernel/rejection';
import type { Sealed } from '#kernel/sealed';
import type { Caller } from '#platform/caller';
import type { PersonalData } from '#platform/personal/personal';
import type { Layer } from '#platform/runtime';

/** Notes where a call comes from, sealed with the key of whoever calls: events keep it, and when they are forgotten nobody reads it any more. */
export const origin = (personal: PersonalData): Layer => {
  const known = new LRUCache<string, Promise<Sealed | undefined>>({ max: 10_000 });
  const sealedOf = ({ tenant, actor }: Caller, address: string): Promise<Sealed | undefined> => {
    const key = [tenant, actor, address].join('\u0000');
    const present = known.get(key);
    if (present) return present;
    const sealed = personal
      .of(tenant)
      .seal(subjectOf(actor), { address })
      .then(({ address: is }) => is, nothingOfTheForgotten);
    known.set(key, sealed);
    sealed.catch(() => known.delete(key));
    return sealed;
  };
  return (next) => async (feature, input, passage) => {
    const { caller } = passage;
    if (caller.address === undefined || caller.from !== undefined || feature.access === 'public')
      return next(feature, input, passage);
    const from = await sealedOf(caller, caller.address);
    return next(feature, input, from === undefined ? passage : { ...passage, caller: { ...caller, from } });
  };
};

/** The id of a member is one; any other name of a caller is made one. */
const subjectOf = (actor: string): string => actor.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 100);

const nothingOfTheForgotten = (error: unknown): undefined => {
  if (!(error instanceof Rejection)) throw error;
};
