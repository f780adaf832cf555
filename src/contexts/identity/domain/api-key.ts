import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, valid } from '#kernel/rejection';
import type { Label } from './label.ts';

type Issued = {
  readonly id: string;
  /** Whose rights it carries. */
  readonly member: string;
  readonly label: Label;
  /** SHA-256 of the key, in hexadecimal: of 256 random bits, so that nobody finds them from it. */
  readonly hash: string;
  /** The last characters, for people to tell keys apart. */
  readonly hint: string;
  /** Some of the member's rights; absent: all. */
  readonly scopes?: readonly string[];
  /** ISO 8601; absent: until it is revoked. */
  readonly until?: string;
};

export type ApiKeyEvent = Event<'ApiKeyIssued', Issued> | Event<'ApiKeyRevoked', { id: string }>;

/** A secret that a program signs in with. */
export type ApiKey =
  | { readonly status: 'missing' }
  | { readonly status: 'issued' | 'revoked'; readonly id: string; readonly member: string };

export const ApiKey: Model<ApiKey, ApiKeyEvent> = {
  name: 'api-key',
  initial: { status: 'missing' },
  evolve: (now, event) => {
    switch (event.type) {
      case 'ApiKeyIssued':
        return { status: 'issued', id: event.data.id, member: event.data.member };
      case 'ApiKeyRevoked':
        return now.status === 'missing' ? now : { ...now, status: 'revoked' };
    }
  },
};

const right = /^(\*|[a-z]+:(read|write|admin))$/;

/** Some of a member's rights, in one order. */
export const Scopes = (names: readonly string[]): readonly string[] => {
  for (const name of names) valid(right.test(name), 'identity.bad-scope', `${name} is no right, such as graph:read.`);
  valid(names.length > 0, 'identity.no-scope', 'A key without any right opens nothing.');
  return [...new Set(names)].toSorted();
};

export const issue = (key: Issued): ApiKeyEvent[] => [{ type: 'ApiKeyIssued', data: key }];

/** Ends a key. Only its member, or somebody who looks after all accounts (`all`), may. */
export const revoke = (key: ApiKey, { by, all }: { readonly by: string; readonly all: boolean }): ApiKeyEvent[] => {
  found(key.status !== 'missing' && (all || key.member === by), 'identity.no-key', 'There is no such key.');
  return key.status === 'revoked' ? [] : [{ type: 'ApiKeyRevoked', data: { id: key.id } }];
};
