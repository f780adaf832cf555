import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { graph } from '#graph/context';
import { startApp } from '#testing/app';
import { linesOf, notes, over, upload } from './upload.ts';

const app = await startApp([graph]);
const url = new URL(await app.listen());

/** An upload as it begins, over a connection that can be cut. */
const begin = (id: string) => {
  const socket = connect(Number(url.port), url.hostname);
  let answer = '';
  socket.on('error', () => undefined).on('data', (data) => (answer += String(data)));
  const head = [
    `POST /api/v2/imports?source=broken&id=${id} HTTP/1.1`,
    'host: almanac',
    `authorization: Bearer ${app.token}`,
    'content-type: application/x-ndjson',
    'transfer-encoding: chunked',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  const chunk = (text: string) => socket.write(`${text.length.toString(16)}\r\n${text}\r\n`);
  const line = `${JSON.stringify({ path: 'broken/a.md', content: 'x'.repeat(100_000) })}\n`;
  return {
    socket,
    send: (lines: number) => Array.from({ length: lines }, () => chunk(line)),
    end: async () => {
      socket.write('0\r\n\r\n');
      while (!answer.includes('\r\n\r\n')) await once(socket, 'data');
      return answer;
    },
  };
};
const another = (id: string) => upload(app, linesOf(notes({ 'broken/b.md': 'x' })), `?source=broken&id=${id}`);

test('an upload that breaks off requests nothing and leaves nothing behind', async () => {
  const id = crypto.randomUUID();
  const first = begin(id);
  first.send(100);
  await pause(300);
  first.socket.destroy();
  await pause(300);
  expect((await app.request('GET', `/api/v2/imports/${id}`)).status).toBe(404);
  expect((await another(id)).body.entries).toBe(1);
  expect(await over(app, id)).toMatchObject({ status: 'completed', entries: 1, counts: { created: 1 } });
});

test('whenever it breaks off, the same upload sent again is the one that counts, or says that both came at once', {
  timeout: 60_000,
}, async () => {
  for (let count = 0; count < 40; count++) {
    const id = crypto.randomUUID();
    const first = begin(id);
    first.send(100);
    await pause(count * 1.5);
    first.socket.destroy();
    let answer = await another(id);
    if (answer.body.code === 'graph.import-mixed') answer = await another(id);
    expect([count, answer.status, answer.body.entries]).toEqual([count, 202, 1]);
    expect(await over(app, id)).toMatchObject({ status: 'completed', entries: 1 });
  }
});

test('an upload that hangs on while another takes its place brings nothing in any more, and says so', async () => {
  const id = crypto.randomUUID();
  const first = begin(id);
  first.send(30);
  await pause(200);
  expect((await another(id)).status).toBe(202);
  expect(await over(app, id)).toMatchObject({ status: 'completed', entries: 1 });
  first.send(30);
  expect(await first.end()).toMatch(/^HTTP\/1\.1 409 [\s\S]*"code":"graph\.import-mixed"/);
  first.socket.destroy();

  const other = crypto.randomUUID();
  const slow = begin(other);
  slow.send(30);
  await pause(200);
  expect(
    (await upload(app, `${JSON.stringify({ path: 'c.md', content: 'x' })}\n{"more":1}\n`, `?source=broken&id=${other}`)).status,
  ).toBe(202);
  expect(await slow.end(), 'also when the other one is not complete').toMatch(/"code":"graph\.import-mixed"/);
  slow.socket.destroy();
  const last = await upload(app, '{"end":0}\n', `?source=broken&id=${other}&from=1`);
  expect([last.status, last.body.entries]).toEqual([202, 1]);
});
