/** How a PostgreSQL server is reached. A `host` that starts with `/` is the folder of its unix socket. */
export type Connection = {
  readonly host: string;
  readonly port?: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
};

/** The same as a URL, as `DATABASE_URL` and node-postgres read it. */
export const connectionUrl = ({ host, port, user, database, password }: Connection): string => {
  const account = encodeURIComponent(user) + (password === undefined ? '' : `:${encodeURIComponent(password)}`);
  const name = encodeURIComponent(database);
  if (!host.startsWith('/')) return `postgres://${account}@${host}${port === undefined ? '' : `:${port}`}/${name}`;
  return `postgres://${account}@localhost/${name}?host=${encodeURIComponent(host)}${port === undefined ? '' : `&port=${port}`}`;
};
