import { type RawBuilder, sql } from 'kysely';

/** A condition on the rows of a list: a piece of a statement, with its values as parameters. */
export type Filter = RawBuilder<unknown>;

type Asked = Filter | undefined;
type Column<Row> = keyof Row & string;
type Order<Row> = readonly [column: Column<Row>, direction: 'asc' | 'desc'];

/**
 * Specifications over the columns of a row, to be composed: a condition whose value is not given is none, so that a list needs one statement for
 * whatever is asked. `alias` names the table where several are joined.
 *
 * @example
 * const { is, atLeast } = filtersOn<DealRow>();
 * sql`select … from deals.deals where ${all(is('tenant', tenant), is('status', status), atLeast('day', from))}`
 */
export const filtersOn = <Row extends object>(alias?: string) => {
  const ref = (column: string) => sql.ref(alias === undefined ? column : `${alias}.${column}`);
  const given = <T>(value: T | undefined, make: (value: T) => Filter): Asked => (value === undefined ? undefined : make(value));
  return {
    is: <C extends Column<Row>>(column: C, value: Row[C] | undefined): Asked => given(value, (it) => sql`${ref(column)} = ${it}`),
    atLeast: <C extends Column<Row>>(column: C, value: Row[C] | undefined): Asked =>
      given(value, (it) => sql`${ref(column)} >= ${it}`),
    atMost: <C extends Column<Row>>(column: C, value: Row[C] | undefined): Asked =>
      given(value, (it) => sql`${ref(column)} <= ${it}`),
    below: <C extends Column<Row>>(column: C, value: Row[C] | undefined): Asked =>
      given(value, (it) => sql`${ref(column)} < ${it}`),
    /** A text stands somewhere in one of the columns, whatever its case. */
    contains: (columns: readonly Column<Row>[], text: string | undefined): Asked =>
      given(text, (it) => sql`strpos(lower(concat_ws(' ', ${sql.join(columns.map(ref))})), lower(${it})) > 0`),
    /** Behind the last row of the page before, in this order. */
    behind: (order: readonly Order<Row>[], place: readonly unknown[] | undefined): Asked =>
      given(place, (values) =>
        any(
          ...order.map(([column, direction], at) => {
            const same = order.slice(0, at).map(([earlier], index) => sql`${ref(earlier)} = ${values[index]}`);
            const further = direction === 'asc' ? sql`${ref(column)} > ${values[at]}` : sql`${ref(column)} < ${values[at]}`;
            return all(...same, further);
          }),
        ),
      ),
  };
};

/** All of them hold; of none, that is so. */
export const all = (...filters: readonly Asked[]): Filter => joined(filters, sql` and `) ?? sql`true`;

/** One of them holds at least; of none, that is not so. */
export const any = (...filters: readonly Asked[]): Filter => joined(filters, sql` or `) ?? sql`false`;

export const not = (filter: Filter): Filter => sql`not (${filter})`;

/** A condition that is written out; a value becomes a parameter. */
export const condition = (strings: TemplateStringsArray, ...values: readonly unknown[]): Filter => sql(strings, ...values);

const joined = (filters: readonly Asked[], word: Filter): Asked => {
  const present = filters.filter((filter) => filter !== undefined);
  return present.length === 0 ? undefined : sql`(${sql.join(present, word)})`;
};
