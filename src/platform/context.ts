import type { AnyProcess } from '#kernel/process';
import type { Door } from '#platform/door';
import type { Feature, Ports } from '#platform/feature';
import type { LogCheck } from '#platform/log-check';
import type { Upcasters } from '#platform/log/event-log';
import type { Judge } from '#platform/policy';
import type { Reaction } from '#platform/reaction';
import type { Service } from '#platform/service';
import type { Identify } from '#platform/token';
import type { View } from '#platform/view';

export type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
export type Route = `${Method} /${string}`;

/** The table of contents of one part of the business. */
export type Context = {
  readonly name: string;
  /** The context's folder, where its `migrations/` lie. */
  readonly home: string;
  /** Routes below `/api`, such as `POST /v2/nodes`. Path parameters (`:id`) become input fields. */
  readonly rest: Readonly<Record<Route, Feature>>;
  /** Features without a route: public ones are called by name (`POST /api/call/<name>`), internal ones by other features and by peers. */
  readonly features?: readonly Feature[];
  readonly views: readonly View[];
  /** The types of its events that other contexts may build on, as its contract names them. */
  readonly publishes?: readonly string[];
  /** The contexts whose events it builds on: where one runs in another process, its published events are taken over from there. */
  readonly hears?: readonly string[];
  readonly reactions?: readonly Reaction[];
  readonly processes?: readonly AnyProcess[];
  readonly services?: readonly Service[];
  readonly upcasters?: Upcasters;
  /** What must hold between the log and what is stored: `almanac verify` runs it. */
  readonly checks?: readonly LogCheck[];
  /** Knows the bearers of tokens that it has issued. */
  readonly identify?: Identify;
  /** Forbids what rules of a workspace forbid. */
  readonly judge?: Judge;
  /** Refuses to have the personal data of somebody destroyed who cannot be done without. */
  readonly assertForgettable?: (subject: string, ports: Ports) => Promise<void>;
  /** Pages, and protocols with rules of their own. */
  readonly door?: Door;
};

export const context = (it: Context): Context => it;
