import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { view } from '#platform/view';

export type NoteTaken = Event<'NoteTaken', { readonly id: string; readonly title: string; readonly text: string }>;
type Note = { readonly title: string; readonly text: string } | undefined;

/** About 200 bytes of JSON, as in bench/peers. */
export const noteTaken = (id: string): NoteTaken => ({
  type: 'NoteTaken',
  data: { id, title: 'A note about nothing', text: 'x'.repeat(110) },
});

export const Note: Model<Note, NoteTaken> = { name: 'note', initial: undefined, evolve: (_, { data }) => data };

export const noteTable = `
  create schema bench;
  create table bench.note (tenant text, id text, title text not null, body text not null, primary key (tenant, id))`;

export const notes = view<NoteTaken, { readonly id: string; readonly title: string; readonly body: string }, 'id'>({
  name: 'bench.note',
  key: ['id'],
  on: { NoteTaken: ({ data }, { put }) => put({ id: data.id, title: data.title, body: data.text }) },
});
