import fastify from 'fastify';
import { createPool } from '#platform/postgres/pool';

// The control of the HTTP bench: a bare handler that does one insert, in a process of its own. Its address goes to the parent.
const pool = createPool(process.env['DATABASE_URL'] ?? '', { size: 10 });
await pool.query('create table note (id uuid primary key default gen_random_uuid(), title text not null, content text not null)');

const server = fastify();
server.post<{ Body: { readonly title: string; readonly content: string } }>('/notes', async ({ body }, reply) => {
  const { rows } = await pool.query({
    name: 'insert-note',
    text: 'insert into note (title, content) values ($1, $2) returning id, title, content',
    values: [body.title, body.content],
  });
  return reply.code(201).send(rows[0]);
});

process.send?.(await server.listen({ port: 0, host: '127.0.0.1' }));

const close = async () => {
  await server.close();
  await pool.end();
  process.exit(0);
};
process.once('SIGTERM', () => void close());
