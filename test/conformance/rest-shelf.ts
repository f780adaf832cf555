import { setTimeout as wait } from 'node:timers/promises';
import { Type as t } from 'typebox';
import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must, Rejection } from '#kernel/rejection';
import { context } from '#platform/context';
import { command, query } from '#platform/feature';

/** A context of a few features that between them use everything the REST door can do. */
type Book = { readonly status: 'none' | 'there' | 'gone'; readonly title: string };
type BookEvent = Event<'BookShelved', { title: string }> | Event<'BookRetitled', { title: string }> | Event<'BookRemoved'>;

const Book: Model<Book, BookEvent> = {
  name: 'book',
  initial: { status: 'none', title: '' },
  evolve: (book, event) => {
    if (event.type === 'BookShelved') return { status: 'there', title: event.data.title };
    return event.type === 'BookRetitled' ? { ...book, title: event.data.title } : { ...book, status: 'gone' };
  },
};

const Title = t.String({ minLength: 1, maxLength: 200 });
const BookRow = t.Object({ id: t.String(), title: t.String(), revision: t.Integer() });
const rowOf = ({ id, state, version }: { readonly id: string; readonly state: Book; readonly version: number }) => ({
  id,
  title: state.title,
  revision: version,
});

const shelved = (title: string): BookEvent[] => [{ type: 'BookShelved', data: { title } }];
const retitled = (book: Book, title: string): BookEvent[] => {
  there(book);
  must(title !== 'forbidden', 'shelf.forbidden', 'No book may be called that.');
  return [{ type: 'BookRetitled', data: { title } }];
};
const removed = (book: Book): BookEvent[] => {
  there(book);
  return [{ type: 'BookRemoved', data: {} }];
};
const there = (book: Book) => found(book.status === 'there', 'shelf.no-book', 'There is no such book.');

export const shelveBook = command({
  name: 'shelf.shelveBook',
  summary: 'Puts a book on the shelf.',
  access: 'shelf:write',
  public: true,
  answers: 201,
  input: t.Object({
    title: Title,
    tags: t.Array(t.String(), { default: [] }),
    place: t.Optional(t.Object({ row: t.Integer({ minimum: 1 }) })),
  }),
  output: BookRow,
  run: ({ title }, { events, newId }) => {
    const id = newId();
    return events.decide(
      { book: [Book, id] },
      () => ({ book: shelved(title) }),
      ({ book }) => rowOf(book),
    );
  },
});

const getBook = query({
  name: 'shelf.getBook',
  summary: 'Shows a book.',
  access: 'shelf:read',
  public: true,
  input: t.Object({ id: t.String() }),
  output: BookRow,
  run: async ({ id }, { events }) => {
    const book = await events.read(Book, id);
    there(book.state);
    return rowOf(book);
  },
});

const retitleBook = command({
  name: 'shelf.retitleBook',
  summary: 'Gives a book another title.',
  access: 'shelf:write',
  public: true,
  requiresRevision: true,
  input: t.Object({ id: t.String(), title: Title, revision: t.Optional(t.Integer()) }),
  output: BookRow,
  run: ({ id, title, revision }, { events }) =>
    events.decide(
      { book: [Book, id, { revision }] },
      ({ book }) => ({ book: retitled(book, title) }),
      ({ book }) => rowOf(book),
    ),
});

const removeBook = command({
  name: 'shelf.removeBook',
  summary: 'Takes a book away.',
  access: 'shelf:write',
  public: true,
  input: t.Object({ id: t.String(), revision: t.Optional(t.Integer()) }),
  output: t.Null(),
  run: ({ id, revision }, { events }) =>
    events.decide(
      { book: [Book, id, { revision }] },
      ({ book }) => ({ book: removed(book) }),
      () => null,
    ),
});

const listBooks = query({
  name: 'shelf.listBooks',
  summary: 'Tells what was asked, as it was understood.',
  access: 'shelf:read',
  public: true,
  input: t.Object({
    ids: t.Optional(t.Array(t.String())),
    limit: t.Integer({ default: 20, minimum: 1, maximum: 100 }),
    sold: t.Optional(t.Boolean()),
    order: t.Optional(t.Union([t.Literal('title'), t.Literal('age')])),
    prices: t.Optional(t.Array(t.Number())),
  }),
  output: t.Object({ asked: t.Unknown() }),
  run: async (input) => ({ asked: input }),
});

const loadBooks = command({
  name: 'shelf.loadBooks',
  summary: 'Counts the lines of a stream.',
  access: 'shelf:write',
  public: true,
  answers: 202,
  stream: 'application/x-ndjson',
  bytes: 100_000,
  input: t.Object({ dryRun: t.Boolean({ default: false }) }),
  output: t.Object({ id: t.String(), lines: t.Integer(), dryRun: t.Boolean() }),
  run: async ({ dryRun }, _ports, body) => {
    let lines = 0;
    for await (const chunk of body) lines += Buffer.from(chunk).toString().split('\n').length - 1;
    return { id: 'load-1', lines, dryRun };
  },
});

/** Why slow calls were given up, as they saw it. */
export const givenUp: unknown[] = [];

const failures = query({
  name: 'shelf.fail',
  summary: 'Fails in the way it is asked to.',
  access: 'shelf:read',
  public: true,
  deadline: 1_000,
  input: t.Object({ how: t.String() }),
  output: t.Object({ aborted: t.Boolean() }),
  run: async ({ how }, { caller, sql }) => {
    if (how === 'bug') throw new TypeError('The secret recipe is 42.');
    if (how === 'outage') throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' });
    if (how === 'not-built') throw new Rejection('refused', 'shelf.not-built', 'Audio books are not built yet.');
    if (how === 'refused') throw new Rejection('refused', 'shelf.full', 'The shelf is full.');
    if (how === 'sql') await sql`select nothing from nowhere`;
    if (how === 'slow') {
      caller.signal?.addEventListener('abort', () => givenUp.push(caller.signal?.reason));
      await wait(5_000, undefined, { signal: caller.signal, ref: false });
    }
    return { aborted: false };
  },
});

const burnShelf = command({
  name: 'shelf.burn',
  summary: 'Needs a right that few have.',
  access: 'shelf:admin',
  public: true,
  input: t.Object({}),
  output: t.Null(),
  run: async () => null,
});

const shelveMany = command({
  name: 'shelf.shelveMany',
  summary: 'Shelves many, one answer each.',
  access: 'shelf:write',
  public: true,
  answers: 207,
  bytes: 2_000,
  input: t.Object({ items: t.Array(t.Object({ title: Title }), { maxItems: 10 }) }),
  output: t.Object({ results: t.Array(t.Object({ index: t.Integer(), id: t.String() })) }),
  run: async ({ items }, { call }) => ({
    results: await Promise.all(
      items.map(async (item, index) => ({ index, id: ((await call(shelveBook as never, item as never)) as { id: string }).id })),
    ),
  }),
});

export const shelf = context({
  name: 'shelf',
  home: import.meta.dirname,
  rest: {
    'POST /v2/books': shelveBook,
    'GET /v2/books': listBooks,
    'GET /v2/books/:id': getBook,
    'PUT /v2/books/:id': retitleBook,
    'PATCH /v2/books/:id': retitleBook,
    'DELETE /v2/books/:id': removeBook,
    'POST /v2/books/bulk': shelveMany,
    'POST /v2/loads': loadBooks,
    'GET /v2/failures/:how': failures,
  },
  features: [burnShelf],
  views: [],
});
