import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '#platform/caller';
import type { Identity } from '#platform/token';

/**
 * HTTP of a context that is no API: pages, and protocols with rules of their own. Its routes are open to all; what they do, they do by calling
 * features through the gate.
 */
export type Door = (server: FastifyInstance, ports: DoorPorts) => void | Promise<void>;

export type DoorPorts = {
  /** Calls a feature by its name. Rejects as every call does. */
  readonly call: (feature: string, input: object, caller: Caller) => Promise<unknown>;
  /** Whoever's token or cookie the request carries, if it is good. */
  readonly whoIs: (request: FastifyRequest) => Promise<Identity | undefined>;
  /** The same as a caller of features. Rejects where the request carries nothing that is good. */
  readonly callerOf: (request: FastifyRequest) => Promise<Caller>;
  /** Refuses a request that another site has a browser send. */
  readonly fromHere: (request: FastifyRequest) => void;
  /** Gives the browser the secret that it signs its requests with from now on, for so many days. */
  readonly letIn: (reply: FastifyReply, secret: string, days: number) => void;
  /** Takes it away. */
  readonly letOut: (reply: FastifyReply) => void;
  /** Uses the code of a sign-in link up. Rejects one that is not good. */
  readonly redeem: (code: string) => void;
  /** Whether the browser speaks to us over TLS, which may end in front of us. */
  readonly isSecure: (request: FastifyRequest) => boolean;
  /** The secret that the browser has, if any. */
  readonly secretOf: (request: FastifyRequest) => string | undefined;
};
