import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { testData } from './place.ts';

export type VaultFile = { readonly path: string; readonly text: string };

const block = 512;

/** The markdown files of a vault of the test data, by path, read from its archive (ustar, pax and GNU long names). */
export const readVault = (name: string): readonly VaultFile[] => {
  const bytes = gunzipSync(readFileSync(testData(`vaults/${name}.tar.gz`)));
  const files: VaultFile[] = [];
  let longName = '';
  for (let at = 0; at + block <= bytes.length && bytes[at] !== 0; ) {
    const field = (from: number, length: number): string =>
      bytes.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 12).trim() || '0', 8);
    const body = bytes.subarray(at + block, at + block + size);
    const kind = field(156, 1);
    if (kind === 'L') longName = body.toString('utf8').replace(/\0.*$/s, '');
    else if (kind === 'x') longName = /\d+ path=(.*)\n/.exec(body.toString('utf8'))?.[1] ?? longName;
    else {
      const path = longName || [field(345, 155), field(0, 100)].filter(Boolean).join('/');
      if ((kind === '0' || kind === '') && path.endsWith('.md')) files.push({ path, text: body.toString('utf8') });
      longName = '';
    }
    at += block + Math.ceil(size / block) * block;
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
};
