import assert from 'node:assert/strict';
import { beforeAll, test } from 'vitest';
import { discovery } from '#discovery/context';
import { startEngine } from '#discovery/worker/start';
import { graph } from '#graph/context';
import { startApp } from '#testing/app';
import { almanac, type Said } from './almanac.ts';
import { folderOf } from './folder.ts';

let env: Readonly<Record<string, string>>;
const ask = (...args: readonly string[]): Promise<Said> => almanac(args, { env });

// Enough notes on other things that the words the two gardens share say something.
const others = Object.fromEntries(
  ['tides', 'bread', 'violins', 'glaciers', 'chess', 'lighthouses', 'saffron', 'bicycles', 'comets', 'looms'].map((word, at) => [
    `other/${word}.md`,
    `A note on ${word} and the ${word} of year ${1900 + at}.`,
  ]),
);

beforeAll(async () => {
  const app = await startApp([graph, discovery(startEngine())]);
  env = { ALMANAC_URL: await app.listen(), ALMANAC_TOKEN: app.token };
  const folder = folderOf({
    'Compost.md': 'Compost feeds the soil: earthworms, mulch and patience. See [[Soil]].',
    'Soil.md': 'Soil is alive.',
    'Earthworms.md': 'Earthworms turn mulch into soil, with patience.',
    'Sourdough.md': 'Sourdough wants flour, warmth and salt.',
    'Starter.md': 'Flour and warmth raise it, with salt.',
    'a/Draft.md': 'first',
    'b/Draft.md': 'second',
    ...others,
  });
  const { code, err } = await ask('import', folder, '--source', 'garden');
  assert.equal(code, 0, err);
  assert.match(err, /connecting +17 notes in the index/);
}, 60_000);

test('search answers the best notes first, with the words set off', async () => {
  const { code, out } = await almanac(['search', 'mulch', 'patience'], { env: { ...env, FORCE_COLOR: '1' } });
  assert.equal(code, 0);
  assert.match(out, /Earthworms/);
  assert.ok(out.includes('\u001b[33mmulch\u001b['), JSON.stringify(out));
  const { items } = JSON.parse((await ask('search', 'mulch', '--json')).out);
  assert.equal(items.length, 2);
  assert.match((await ask('search', 'xylophone')).out, /^No note speaks of “xylophone”\.$/m);
});

test('a note is shown by its title in any spelling, by its file name, and by its id', async () => {
  const { out } = await ask('show', 'compost');
  assert.match(out, /^Compost\nid +[0-9a-f-]{36}\npath +Compost\.md\n/);
  const note = JSON.parse((await ask('show', 'Compost', '--json')).out);
  assert.equal(JSON.parse((await ask('show', note.id, '--json')).out).title, 'Compost');
});

test('a title of several notes lists them and asks for the id, with exit code 2', async () => {
  const { code, err } = await ask('show', 'Draft');
  assert.equal(code, 2);
  assert.match(
    err,
    /^Several notes are called “Draft”\. Name one by its id:\n {2}[0-9a-f-]{36} {2}Draft\n {2}[0-9a-f-]{36} {2}Draft$/m,
  );
});

test('a title of no note offers what comes close, with exit code 1', async () => {
  const { code, err } = await ask('show', 'Mulch');
  assert.equal(code, 1);
  assert.match(err, /^No note is called “Mulch”\.\nThese come close:\n/);
});

test('neighbours are listed by their distance', async () => {
  const { out } = await ask('neighbours', 'Compost');
  assert.match(out, /^1 note around Compost, 1 link among them\n\none link away\n {2}Soil {2}[0-9a-f-]{36}\n$/);
  assert.equal(JSON.parse((await ask('neighbours', 'Compost', '--json')).out).nodes.length, 2);
});

test('a connection comes with its reason, and becomes an edge when accepted', async () => {
  const { out } = await ask('connections', 'Compost');
  assert.match(
    out,
    /\d\.\d\d ━+┄* Earthworms +[0-9a-f-]{36}\n +both speak of .*mulch \d+ %.*\n +names it as “Earthworms” in line 1/i,
  );
  assert.equal((await ask('accept', 'Compost', 'Earthworms')).out, '✓ Compost is connected to Earthworms.\n');
  assert.match((await ask('neighbours', 'Compost')).out, /Earthworms/);
});

test('a connection that is dismissed does not return', async () => {
  assert.match((await ask('connections', 'Sourdough')).out, /Starter/);
  assert.equal((await ask('dismiss', 'Sourdough', 'Starter')).out, '✓ Sourdough will not be connected again with Starter.\n');
  assert.equal((await ask('connections', 'Sourdough')).out, 'Nothing is connected to “Sourdough” beyond its own links.\n');
});

test('the status tells what the server holds', async () => {
  const { out } = await ask('status');
  assert.match(
    out,
    /^● Almanac at http:\S+ is well\n {2}graph +Notes, 17 notes\n {2}index +17 notes\n {2}last import +garden, completed, 17 files\n$/,
  );
});
