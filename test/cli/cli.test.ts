import assert from 'node:assert/strict';
import { rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, test } from 'vitest';
import { graph } from '#graph/context';
import { openDataFolder } from '#platform/data-folder';
import { startApp, type TestApp } from '#testing/app';
import { almanac } from './almanac.ts';
import { folderOf } from './folder.ts';

let app: TestApp;
let env: Readonly<Record<string, string>>;
const data = folderOf({});
beforeAll(async () => {
  app = await startApp([graph]);
  const folder = openDataFolder(data);
  folder.writeServer({ url: await app.listen(), pid: process.pid });
  folder.writeToken(app.token);
  env = { ALMANAC_DATA: data };
});

const ugly = () => {
  const folder = folderOf({
    'Plan.md': '# The plan\nsee [[Idea]] and [[Nowhere]]',
    'ideas/Idea.md': '---\ntags: [seed]\naliases: [Spark]\n---\nBack to [[Plan]].',
    'ideas/😀.md': 'emoji',
    'front.md': '---\n: : [\n---\ntext',
    'binary.md': Buffer.from([0, 1, 2, 3, 255]),
    'empty.md': '',
    'line.md': 'x'.repeat(10_000),
    'nul.md': 'a\0b',
    'photo.png': 'png',
    'large.md': '',
    '.git/HEAD': 'x',
    '.obsidian/workspace.json': '{}',
  });
  truncateSync(join(folder, 'large.md'), 5 * 1024 * 1024 + 1);
  symlinkSync('/etc/hostname', join(folder, 'out.md'));
  return folder;
};

test('a vault arrives with a summary; again it changes nothing; then what has changed, and what has gone, is told', {
  timeout: 60_000,
}, async () => {
  const folder = ugly();
  const first = await almanac(['import', folder, '--source', 'ugly'], { env });
  assert.equal(first.code, 0, first.err);
  assert.match(first.out, /^Imported ugly: 11 files in /);
  assert.match(first.out, /\b6 +created\b/);
  assert.match(first.out, /\b1 +skipped\b/);
  assert.match(first.out, /\b4 +failed\b/);
  assert.match(first.out, /large\.md +The file is longer than 5 MiB\./);
  assert.match(first.err, /sending +11 files, 8 notes/);

  const second = await almanac(['import', folder, '--source', 'ugly', '--json'], { env });
  const again = JSON.parse(second.out);
  assert.equal(again.counts.unchanged, 6);
  assert.equal(again.counts.created + again.counts.updated, 0);

  writeFileSync(join(folder, 'Plan.md'), '# The plan\nchanged');
  rmSync(join(folder, 'empty.md'));
  const third = JSON.parse((await almanac(['import', folder, '--source', 'ugly', '--json'], { env })).out);
  assert.equal(third.counts.updated, 1);
  assert.equal(third.counts.unchanged, 4);
  assert.deepEqual(third.missing, { count: 1, paths: ['empty.md'] });
});

test('a dry run shows what would come and what its links miss', async () => {
  const { code, out } = await almanac(['import', ugly(), '--source', 'dry', '--dry-run'], { env });
  assert.equal(code, 0);
  assert.match(out, /^Dry run of dry: 11 files /);
  assert.match(out, /Looked for most often in vain:\n {2}Nowhere/);
  assert.equal(JSON.parse((await almanac(['imports', '--json'], { env })).out).items[0].dryRun, true);
});

test('an import need not be waited for', async () => {
  const { out } = await almanac(['import', folderOf({ 'later.md': 'x' }), '--source', 'later', '--no-wait', '--json'], { env });
  const { id, status, entries } = JSON.parse(out);
  assert.deepEqual([status, entries], ['running', 1]);
  const shown = await almanac(['imports', 'show', id], { env });
  assert.match(shown.out, /later: /);
});

test('with --json the answer is the only thing on stdout', async () => {
  const { out, err } = await almanac(['import', folderOf({ 'a.md': 'a' }), '--source', 'json', '--json'], { env });
  assert.equal(JSON.parse(out).status, 'completed');
  assert.match(err, /sending/);
});

test('Ctrl-C leaves the import to the server, says so, and exits with 130', async () => {
  const folder = folderOf(Object.fromEntries(Array.from({ length: 1_500 }, (_, at) => [`${at}.md`, `note ${at}`])));
  const { code, out, err } = await almanac(['import', folder, '--source', 'interrupted'], { env, interruptAt: /sending/ });
  assert.equal(code, 130, err);
  assert.equal(out, '');
  assert.match(err, /The import goes on in the server: almanac imports shows how far it is\./);
});

test('what is asked for wrongly is said, with exit code 2', async () => {
  for (const [args, sentence] of [
    [['import', '/no/such/folder'], /There is no folder \/no\/such\/folder\./],
    [['import', join(data, 'token')], /is a file, not a folder\./],
    [['import'], /missing required argument 'folder'/],
    [['serach', 'x'], /Did you mean search\?/],
    [['search', 'x', '--limit', 'many'], /It must be a whole number from 1 to 100\./],
    [['call', 'graph.getNode', '--input', '{'], /--input is not JSON/],
    [['call', 'graph.getNode', 'stray'], /"stray" is not a field/],
  ] as const) {
    const { code, out, err } = await almanac(args, { env });
    assert.equal(code, 2, `${args.join(' ')}: ${err}`);
    assert.equal(out, '');
    assert.match(err, sentence);
  }
});

test('a no of the server is said in its words, with exit code 1', async () => {
  const id = crypto.randomUUID();
  const plain = await almanac(['show', id], { env });
  assert.equal(plain.code, 1);
  assert.match(plain.err, /^This note does not exist\.\nNot Found · graph\.no-node · /);
  const json = await almanac(['show', id, '--json'], { env });
  assert.equal(json.out, '');
  assert.equal(JSON.parse(json.err).code, 'graph.no-node');
});

test('a wrong token is told apart from no server', async () => {
  const { code, err } = await almanac(['imports', '--token', 'wrong'], { env });
  assert.equal(code, 1);
  assert.match(err, /access\.unknown-caller/);
});

test('without a server the sentence says how to start one, with exit code 3', async () => {
  const gone = folderOf({});
  openDataFolder(gone).writeServer({ url: 'http://127.0.0.1:9', pid: 2 ** 22 - 1 });
  for (const where of [
    { ALMANAC_DATA: '/nonexistent' },
    { ALMANAC_DATA: gone },
    { ALMANAC_URL: 'http://127.0.0.1:9' },
  ] as const) {
    const { code, out, err } = await almanac(['imports'], { env: where });
    assert.equal(code, 3, err);
    assert.equal(out, '');
    assert.match(err, /Start it with npm start\./);
  }
});

test('the token is printed bare, for other programs', async () => {
  const { out } = await almanac(['token'], { env });
  assert.equal(out, `${app.token}\n`);
});

test('every feature can be called by its name, with fields or with JSON', async () => {
  const fields = JSON.parse((await almanac(['call', 'graph.listImports', '--limit', '1'], { env })).out);
  const json = JSON.parse((await almanac(['call', 'graph.listImports', '--input', '-'], { env, input: '{"limit":1}' })).out);
  assert.equal(fields.items.length, 1);
  assert.deepEqual(
    json.items.map(({ id }: { readonly id: string }) => id),
    fields.items.map(({ id }: { readonly id: string }) => id),
  );
});

test('the features that can be called are listed', async () => {
  const { items } = JSON.parse((await almanac(['features', '--json'], { env })).out);
  assert.ok(
    items.some(
      ({ name, route }: Readonly<Record<string, string>>) => name === 'graph.getImport' && route === 'GET /api/v2/imports/{id}',
    ),
  );
  assert.ok(items.some(({ name }: { readonly name: string }) => name === 'platform.verifyViews'));
});

test('views are listed, verified and rebuilt', { timeout: 60_000 }, async () => {
  const { items } = JSON.parse((await almanac(['views', 'list', '--json'], { env })).out);
  assert.ok(items.some(({ name }: { readonly name: string }) => name === 'graph.imports'));
  const verified = await almanac(['views', 'verify'], { env });
  assert.equal(verified.code, 0, verified.out);
  assert.match(verified.out, /✓ graph\.import_outcomes {2}[\d,]+ rows, as the log says/);
  const rebuilt = await almanac(['views', 'rebuild', 'graph.imports', '--json'], { env });
  assert.equal(JSON.parse(rebuilt.out).items[0].missing, 0);
});

test('every command has help with examples', async () => {
  for (const command of [
    'import',
    'imports list',
    'search',
    'show',
    'connections',
    'accept',
    'dismiss',
    'neighbours',
    'status',
    'views verify',
    'token',
    'forget',
    'features',
    'call',
  ]) {
    const { code, out } = await almanac([...command.split(' '), '--help']);
    assert.equal(code, 0);
    assert.match(out, /\nExamples:\n {2}\S/, command);
    assert.match(out, /--json/, command);
  }
});

test('colours are for terminals, and for those who force them', async () => {
  const plain = await almanac(['imports'], { env });
  const forced = await almanac(['imports'], { env: { ...env, FORCE_COLOR: '1' } });
  assert.equal(plain.out.includes('\u001b['), false);
  assert.equal(forced.out.includes('\u001b['), true);
});
