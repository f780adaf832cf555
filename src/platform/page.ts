import { type TSchema, Type as t } from 'typebox';
import { valid } from '#kernel/rejection';

/** What every list takes. */
export const paging = {
  limit: t.Integer({ minimum: 1, maximum: 100, default: 50 }),
  cursor: t.Optional(t.String({ maxLength: 1_000, description: 'The cursor of the page before; opaque.' })),
};

/** What every list answers. */
export const Page = <Item extends TSchema>(item: Item) =>
  t.Object({ items: t.Array(item), truncated: t.Boolean(), cursor: t.Optional(t.String()) });

/** A page of what was read with one row more than it holds; the cursor is made from the last row that is on it. */
export const pageOf = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  shape: { readonly item: (row: Row) => Item; readonly place: (row: Row) => readonly unknown[] },
) => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const truncated = rows.length > limit;
  return {
    items: shown.map(shape.item),
    truncated,
    ...(truncated && last !== undefined && { cursor: Buffer.from(JSON.stringify(shape.place(last))).toString('base64url') }),
  };
};

type Kind = 'time' | 'day' | 'uuid' | 'append' | 'integer' | 'text';
const fits: Record<Kind, (value: unknown) => boolean> = {
  time: (value) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value)),
  day: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)),
  uuid: (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  append: (value) => value === '' || fits.uuid(value), // events stored before appends had ids have none
  integer: (value) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
  text: (value) => typeof value === 'string' && !value.includes('\0'),
};

/** The place a cursor stands for; undefined at the start. A text that is no such place is refused with `code`. */
export const placeOf = (
  cursor: string | undefined,
  kinds: readonly Kind[],
  code: `${string}.bad-cursor`,
): readonly (string | number)[] | undefined => {
  if (cursor === undefined) return undefined;
  const place = parsed(Buffer.from(cursor, 'base64url').toString());
  valid(
    Array.isArray(place) && place.length === kinds.length && kinds.every((kind, index) => fits[kind](place[index])),
    code,
    'This cursor was not made by this list.',
  );
  return place;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // placeOf refuses it, like every text that is no place
  }
};
