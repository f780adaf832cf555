import { Type as t } from 'typebox';
import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found } from '#kernel/rejection';
import type { Sealed } from '#kernel/sealed';
import { context } from '#platform/context';
import { command, query } from '#platform/feature';
import { view } from '#platform/view';

type Known = { readonly id: string; readonly name: Sealed };
type PersonRegistered = Event<'PersonRegistered', Known & { readonly email: Sealed; readonly print: string }>;
type PersonRenamed = Event<'PersonRenamed', Known>;
type PersonEvent = PersonRegistered | PersonRenamed;
type Person = { readonly status: 'unknown' } | { readonly status: 'known'; readonly name: Sealed };

const Person: Model<Person, PersonEvent> = {
  name: 'person',
  initial: { status: 'unknown' },
  evolve: (_, event) => ({ status: 'known', name: event.data.name }),
};

const registered = (data: PersonRegistered['data']): PersonEvent[] => [{ type: 'PersonRegistered', data }];
const renamed = (person: Person, data: PersonRenamed['data']): PersonEvent[] => {
  found(person.status === 'known', 'people.no-person', 'There is no such person.');
  return [{ type: 'PersonRenamed', data }];
};

const register = command({
  name: 'people.register',
  summary: 'Registers a person.',
  access: 'people:write',
  public: true,
  input: t.Object({ name: t.String(), email: t.String() }),
  output: t.Object({ id: t.String() }),
  run: async ({ name, email }, { events, personal, newId }) => {
    const id = newId();
    const data = { id, ...(await personal.seal(id, { name, email })), print: await personal.fingerprint(email) };
    return events.decide(
      { person: [Person, id] },
      () => ({ person: registered(data) }),
      () => ({ id }),
    );
  },
});

const rename = command({
  name: 'people.rename',
  summary: 'Renames a person.',
  access: 'people:write',
  public: true,
  input: t.Object({ id: t.String(), name: t.String() }),
  output: t.Object({}),
  run: async ({ id, name }, { events, personal }) => {
    const data = { id, ...(await personal.seal(id, { name })) };
    return events.decide(
      { person: [Person, id] },
      ({ person }) => ({ person: renamed(person, data) }),
      () => ({}),
    );
  },
});

type PersonRow = { readonly id: string; readonly name: Sealed; readonly email: Sealed; readonly print: string };

const people = view<PersonEvent, PersonRow, 'id'>({
  name: 'people.people',
  key: ['id'],
  on: {
    PersonRegistered: ({ data }, rows) => rows.put(data),
    PersonRenamed: ({ data: { id, name } }, rows) => rows.patch({ id }, { name }),
  },
});

const list = query({
  name: 'people.list',
  summary: 'Lists the people, or whoever has an address.',
  access: 'people:read',
  public: true,
  input: t.Object({ email: t.Optional(t.String()) }),
  output: t.Object({ items: t.Array(t.Object({ id: t.String(), name: t.String() })) }),
  run: async ({ email }, { sql, personal, tenant }) => {
    const print = email === undefined ? null : await personal.fingerprint(email);
    const rows =
      await sql<PersonRow>`select id, name from people.people where tenant = ${tenant} and print = coalesce(${print}::text, print) order by id`;
    const names = await personal.open(rows.map(({ name }) => name));
    return { items: rows.map(({ id }, n) => ({ id, name: names[n] ?? 'forgotten' })) };
  },
});

/** A context that keeps what is personal. */
export const peopleContext = context({
  name: 'people',
  home: import.meta.dirname,
  rest: { 'GET /v2/people': list, 'POST /v2/people': register, 'POST /v2/people/:id/rename': rename },
  views: [people],
});
