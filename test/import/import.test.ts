import assert from 'node:assert/strict';
import { beforeAll, test } from 'vitest';
import { graph } from '#graph/context';
import { startApp, type TestApp } from '#testing/app';
import { importAll, linesOf, notes, outcomesOf, over, upload } from './upload.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp([graph]);
});

const counts = ({ counts }: { readonly counts: Readonly<Record<string, number>> }) =>
  Object.fromEntries(Object.entries(counts).filter(([, files]) => files > 0));

test('a folder arrives whole: every note, with what its text says of it', async () => {
  const done = await importAll(
    app,
    notes({ 'a/One.md': '---\ntags: [x]\n---\n# Eins\nsee [[Two]]', 'Two.md': 'back to [[a/One]]' }),
    '?source=whole',
  );
  assert.equal(done.status, 'completed');
  assert.deepEqual(counts(done), { created: 2 });
  const { body } = await app.request('GET', `/api/v2/imports/${done.id}/files`);
  const note = await app.request('GET', `/api/v2/nodes/${body.items[0].node}`);
  assert.equal(note.body.title, 'Eins');
  assert.deepEqual(note.body.tags, ['x']);
  assert.equal(note.body.path, 'a/One.md');
  assert.equal(note.body.source, 'whole');
});

test('the same folder again writes no event of a note', async () => {
  const folder = notes({
    'same/a.md': 'one',
    'same/b.md': '---\nnumber: 1.5\nlist: [b, a]\nnested: {z: 1, a: 2}\naliases: [B]\n---\ntwo',
  });
  const first = await importAll(app, folder, '?source=same');
  const { body } = await app.request('GET', `/api/v2/imports/${first.id}/files`);
  const revisions = () =>
    Promise.all(
      body.items.map(
        async ({ node }: { readonly node: string }) => (await app.request('GET', `/api/v2/nodes/${node}`)).body.revision,
      ),
    );
  const before = await revisions();
  assert.deepEqual(counts(await importAll(app, folder, '?source=same')), { unchanged: 2 });
  assert.deepEqual(await revisions(), before);
});

test('a changed file updates its note, and one that is gone is told and stays', async () => {
  await importAll(app, notes({ 'turn/a.md': 'one', 'turn/b.md': 'two' }), '?source=turn');
  const second = await importAll(app, notes({ 'turn/a.md': 'ONE' }), '?source=turn');
  assert.deepEqual(counts(second), { updated: 1 });
  assert.deepEqual(second.missing, { count: 1, paths: ['turn/b.md'] });
});

test('a dry run says what would happen and does nothing', async () => {
  const folder = notes({ 'dry/a.md': 'to [[b]] and [[nowhere at all]]', 'dry/b.md': 'x', 'dry/deep/b.md': '---\n: [\n---\n' });
  const dry = await importAll(app, folder, '?source=dry&dryRun=true');
  assert.equal(dry.status, 'completed');
  assert.equal(dry.analysis.notes, 3);
  assert.equal(dry.analysis.links, 2);
  assert.deepEqual(dry.analysis.unresolved, { count: 1, targets: ['nowhere at all'] });
  assert.deepEqual(dry.analysis.collisions, { count: 1, names: [{ name: 'b', paths: ['dry/b.md', 'dry/deep/b.md'] }] });
  assert.equal(dry.analysis.problems.count, 1);
  assert.deepEqual(counts(dry), { created: 3 });
  assert.deepEqual(counts(await importAll(app, folder, '?source=dry')), { created: 3 });
});

test('a path that leaves the folder, or is none, is refused by itself and harms no other file', async () => {
  const bad = [
    '../up.md',
    '/etc/passwd.md',
    'C:/windows.md',
    'a/../../b.md',
    'a\\..\\b.md',
    '',
    'nul\0.md',
    `${'x'.repeat(2_000)}.md`,
  ];
  const done = await importAll(
    app,
    [...bad.map((path) => ({ path, content: 'x' })), { path: 'good.md', content: 'x' }],
    '?source=paths',
  );
  assert.deepEqual(counts(done), { created: 1, failed: bad.length });
  const outcomes = Object.values(await outcomesOf(app, done.id));
  assert.equal(outcomes.filter((outcome) => outcome === 'failed graph.bad-path').length, bad.length);
});

test('ugly contents become notes or a clear problem', async () => {
  const base64 = (bytes: Iterable<number>) => Buffer.from([...bytes]).toString('base64');
  const done = await importAll(
    app,
    [
      { path: 'ugly/long-line.md', content: 'x'.repeat(10_000) },
      { path: 'ugly/empty.md', content: '' },
      { path: 'ugly/surrogate.md', content: 'half \ud83d of a pair' },
      { path: 'ugly/😀 emoji.md', content: '👩‍👩‍👧‍👦' },
      { path: 'ugly/front.md', content: '---\n: : [\n---\nstill a note' },
      { path: 'ugly/utf16.md', base64: Buffer.from('\ufeffHällo', 'utf16le').toString('base64') },
      { path: 'ugly/nul.md', content: 'a\0b' },
      { path: 'ugly/picture.md', base64: base64([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 0xff]) },
      { path: 'ugly/latin1.md', base64: base64([0x63, 0x61, 0x66, 0xe9]) },
      { path: 'ugly/huge.md', content: 'x'.repeat(1_048_577) },
      { path: 'ugly/left.md', left: 'too-large' },
      { path: 'ugly/picture.png', left: 'attachment' },
    ],
    '?source=ugly',
  );
  assert.deepEqual(await outcomesOf(app, done.id), {
    'ugly/long-line.md': 'created',
    'ugly/empty.md': 'created',
    'ugly/surrogate.md': 'created',
    'ugly/😀 emoji.md': 'created',
    'ugly/front.md': 'created graph.import-note-trouble',
    'ugly/utf16.md': 'created',
    'ugly/nul.md': 'failed graph.import-binary',
    'ugly/picture.md': 'failed graph.import-binary',
    'ugly/latin1.md': 'failed graph.import-bad-encoding',
    'ugly/huge.md': 'failed graph.import-too-large',
    'ugly/left.md': 'failed graph.import-too-large',
    'ugly/picture.png': 'skipped graph.import-attachment',
  });
});

test('two spellings of one path are one note, and the second says so; names that differ in case are two', async () => {
  const done = await importAll(
    app,
    [
      { path: 'spelt/Café.md', content: 'one' },
      { path: 'spelt/Cafe\u0301.md', content: 'two' },
      { path: 'spelt/CAFÉ.md', content: 'three' },
    ],
    '?source=spelt',
  );
  assert.deepEqual(counts(done), { created: 2, failed: 1 });
});

test('one bad line among 10,000 is named, and nothing is imported', async () => {
  const lines = Array.from({ length: 10_000 }, (_, at) => JSON.stringify({ path: `bad/${at}.md`, content: 'x' }));
  lines[6_999] = '{"path": "bad/6999.md", "content": ';
  const { status, body } = await upload(app, `${lines.join('\n')}\n`, '?source=bad');
  assert.equal(status, 400);
  assert.equal(body.code, 'graph.import-bad-line');
  assert.match(body.detail, /^Line 7000 /);
  const dry = await importAll(app, notes({ 'bad/1.md': 'x' }), '?source=bad');
  assert.deepEqual(counts(dry), { created: 1 });
});

test('an upload that says how many files it has is refused when others came', async () => {
  const { status, body } = await upload(app, `${JSON.stringify({ path: 'cut/a.md', content: 'x' })}\n{"end":2}\n`);
  assert.equal(status, 400);
  assert.equal(body.code, 'graph.import-cut');
});

test('a folder too large for one body comes in several, and is asked for with the last', async () => {
  const id = crypto.randomUUID();
  const part = (path: string, last: object, from = 0) =>
    upload(app, `${JSON.stringify({ path, content: 'x' })}\n${JSON.stringify(last)}\n`, `?source=parts&id=${id}&from=${from}`);
  assert.deepEqual((await part('parts/a.md', { more: 1 })).body, { id, status: 'receiving', entries: 1 });
  assert.equal((await app.request('GET', `/api/v2/imports/${id}`)).status, 404);
  assert.equal((await part('parts/b.md', { end: 1 }, 2)).body.code, 'graph.import-gap');
  assert.deepEqual((await part('parts/b.md', { end: 1 }, 1)).body, { id, status: 'running', entries: 2 });
  assert.deepEqual(counts(await over(app, id)), { created: 2 });
  assert.equal((await part('parts/c.md', { end: 1 }, 2)).body.code, 'graph.import-exists');
});

test('an upload whose answer got lost may be sent again: what came before is not there twice', async () => {
  const id = crypto.randomUUID();
  const part = (files: readonly { readonly path: string; readonly content: string }[], last: 'more' | 'end', from: number) =>
    upload(
      app,
      [...files, { [last]: files.length }].map((line) => `${JSON.stringify(line)}\n`).join(''),
      `?source=again&id=${id}&from=${from}`,
    );
  const [one, two, three] = ['one', 'two', 'three'].map((name) => ({ path: `again/${name}.md`, content: name }));
  assert.ok(one && two && three);
  assert.equal((await part([one, two], 'more', 0)).body.entries, 2);
  assert.equal((await part([one, two], 'more', 0)).body.entries, 2);
  assert.equal((await part([three], 'more', 2)).body.entries, 3);
  assert.equal((await part([three], 'end', 2)).body.entries, 3);
  assert.deepEqual(counts(await over(app, id)), { created: 3 });
});

test('two imports of one folder at once make every note once', async () => {
  const folder = Array.from({ length: 1_200 }, (_, at) => ({ path: `twice/${at}.md`, content: `note ${at}` }));
  const both = await Promise.all([importAll(app, folder, '?source=twice'), importAll(app, folder, '?source=twice')]);
  assert.deepEqual(
    both.map(counts).sort((a, b) => (a['created'] ?? 0) - (b['created'] ?? 0)),
    [{ unchanged: 1_200 }, { created: 1_200 }],
  );
  assert.deepEqual(
    both.map(({ missing }) => missing.count),
    [0, 0],
  );
});

test('an import can be cancelled while it runs; what has come in stays', async () => {
  const folder = Array.from({ length: 3_000 }, (_, at) => ({ path: `cancel/${at}.md`, content: `note ${at}` }));
  const { body } = await upload(app, linesOf(folder), '?source=cancel');
  const { status } = await app.request('DELETE', `/api/v2/imports/${body.id}`);
  const ended = await over(app, body.id);
  assert.equal(status, 200);
  assert.equal(ended.status, 'cancelled');
  assert.equal((await app.request('DELETE', `/api/v2/imports/${body.id}`)).status, 200);
  const done = await importAll(app, folder.slice(0, 2), '?source=cancel');
  assert.equal(done.status, 'completed');
});

test('an empty folder is an import too', async () => {
  const done = await importAll(app, [], '?source=empty');
  assert.equal(done.status, 'completed');
  assert.equal(done.entries, 0);
});

test('an unknown import answers 404, and lists go page by page', async () => {
  const unknown = await app.request('GET', `/api/v2/imports/${crypto.randomUUID()}`);
  assert.equal(unknown.body.code, 'graph.no-import');
  const first = await app.request('GET', '/api/v2/imports?limit=2');
  const second = await app.request('GET', `/api/v2/imports?limit=2&cursor=${first.body.cursor}`);
  assert.equal(new Set([...first.body.items, ...second.body.items].map(({ id }) => id)).size, 4);
  const bad = await app.request('GET', '/api/v2/imports?cursor=nonsense');
  assert.equal(bad.body.code, 'graph.bad-cursor');
});

test('an upload that is repeated with its key is one import, at the same time as later', async () => {
  const key = { 'idempotency-key': 'upload' };
  const send = () => upload(app, linesOf(notes({ 'keyed.md': 'Once.' })), '?source=keyed', key);
  const [one, two] = await Promise.all([send(), send()]);
  const again = await send();
  assert.deepEqual([one.status, two.body, again.body], [202, one.body, one.body]);
  assert.equal(again.headers['idempotency-replayed'], 'true');
  assert.equal((await over(app, one.body.id)).status, 'completed');
});
