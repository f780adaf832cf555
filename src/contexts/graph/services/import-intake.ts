import { must, valid } from '#kernel/rejection';
import type { Body, Ports } from '#platform/feature';
import type { Sql } from '#platform/postgres/sql';
import { Import } from '../domain/import.ts';
import { comesBy, countWaiting, dropWaiting, putWaiting, takeOver, type Waiting } from '../views/import-spool.ts';
import { isRequested } from '../views/imports.ts';
import { readLines } from './import-lines.ts';

export type Received = {
  /** Another upload follows. */
  readonly more: boolean;
  /** Files received for this import so far. */
  readonly entries: number;
  /** Rejects where another upload of the import has begun meanwhile; none begins before the transaction ends. */
  readonly stands: (sql: Sql) => Promise<true>;
};

/** What one statement writes at most. */
const BATCH = { files: 500, characters: 2 * 1024 * 1024 } as const;

/**
 * Takes an upload in, batch by batch, behind the first `from` files. What an upload that breaks off has brought is forgotten: at once,
 * or, where the server was killed over it, when it is sent again.
 */
export const receive = async (
  { events, sql, tenant, newId }: Ports,
  { id, from: first }: { readonly id: string; readonly from: number },
  body: Body,
): Promise<Received> => {
  const { state } = await events.read(Import, id);
  must(state.status === 'none', 'graph.import-exists', 'There is already an import with this id.');
  const of = { tenant, id, upload: newId() };
  await takeOver(sql, of);
  must(!(await isRequested(sql, of)), 'graph.import-exists', 'There is already an import with this id.');
  await dropWaiting(sql, of, first);
  must((await countWaiting(sql, of)) === first, 'graph.import-gap', `Earlier uploads have not brought the first ${first} files.`);
  let next = first;
  let whole = false;
  try {
    const more = await readAll();
    await stands(sql);
    whole = true;
    return { more, entries: next, stands };
  } finally {
    if (!whole) await dropWaiting(sql, of, first);
  }

  async function stands(inside: Sql): Promise<true> {
    mixed(await comesBy(inside, of));
    return true;
  }

  async function readAll(): Promise<boolean> {
    let batch: Waiting[] = [];
    let characters = 0;
    let last: { readonly last: 'end' | 'more'; readonly count: number } | undefined;
    const flush = async () => {
      if (batch.length === 0) return;
      mixed(await putWaiting(sql, of, next, batch));
      next += batch.length;
      batch = [];
      characters = 0;
    };
    for await (const line of readLines(body)) {
      valid(last === undefined, 'graph.import-bad-line', 'There are lines behind the last one. Nothing has been imported.');
      if ('last' in line) {
        last = line;
        continue;
      }
      batch.push(line.file);
      characters += line.file.content?.length ?? 0;
      if (batch.length >= BATCH.files || characters >= BATCH.characters) await flush();
    }
    await flush();
    const count = next - first;
    valid(
      last === undefined || last.count === count,
      'graph.import-cut',
      `The last line speaks of ${last?.count} files, but ${count} came. Nothing has been imported.`,
    );
    return last?.last === 'more';
  }
};

const mixed = (isAlone: boolean): void =>
  must(isAlone, 'graph.import-mixed', 'Two uploads of one import came at once. Send them one after the other.');
