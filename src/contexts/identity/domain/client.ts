import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, valid } from '#kernel/rejection';
import type { Label } from './label.ts';

type Registered = {
  readonly id: string;
  readonly label: Label;
  /** Where people are sent back to, with a code. */
  readonly redirects: readonly string[];
  /** Where they may be sent back to when they have signed out. */
  readonly afterLogout: readonly string[];
  /** What it may ask for. */
  readonly scopes: readonly string[];
  /** SHA-256, hexadecimal; absent for a program that can keep no secret: one on a phone, in a browser, in a terminal. */
  readonly secretHash?: string;
  /** The service account that it may act as, with its secret and nobody at the keyboard. */
  readonly member?: string;
};

export type ClientEvent = Event<'ClientRegistered', Registered> | Event<'ClientRemoved', { id: string }>;

/** A program that people let act for them (OAuth 2.1). */
export type Client = { readonly status: 'missing' | 'removed' } | { readonly status: 'registered'; readonly id: string };

export const Client: Model<Client, ClientEvent> = {
  name: 'client',
  initial: { status: 'missing' },
  evolve: (_, event) => {
    switch (event.type) {
      case 'ClientRegistered':
        return { status: 'registered', id: event.data.id };
      case 'ClientRemoved':
        return { status: 'removed' };
    }
  },
};

const secure = /^https:\/\/[^\s/?#@*]+(?:[/?][^\s#*]*)?$/;
const loopback = /^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?(?:[/?][^\s#*]*)?$/;
const app = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:\/[^\s#*]*$/;

/** An address of a client: over TLS, on the same machine, or of an app (RFC 8252); written out, without wildcard or fragment. */
export const Redirect = (text: string): string => {
  const fits = [secure, loopback, app].some((shape) => shape.test(text)) && text.length <= 500;
  valid(
    fits,
    'identity.bad-redirect',
    `${text.slice(0, 100)} is no address to go back to: https, this machine, or an app's own.`,
  );
  return text;
};

export const register = (client: Registered): ClientEvent[] => {
  valid(
    client.redirects.length > 0 || client.member !== undefined,
    'identity.client-without-use',
    'A client has an address to send people back to, or a service account.',
  );
  valid(
    client.member === undefined || client.secretHash !== undefined,
    'identity.client-without-secret',
    'A client that acts as a service account needs a secret.',
  );
  return [{ type: 'ClientRegistered', data: client }];
};

export const removeClient = (client: Client): ClientEvent[] => {
  found(client.status === 'registered', 'identity.no-client', 'There is no such client.');
  return [{ type: 'ClientRemoved', data: { id: client.id } }];
};
