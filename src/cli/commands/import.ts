import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { followImport, followIndex } from '../import/follow.ts';
import { step } from '../import/progress.ts';
import { sendFolder } from '../import/send.ts';
import { summary } from '../import/summary.ts';
import { openFolder } from '../import/walk.ts';
import { exit } from '../problem.ts';
import { type Fields, fields, list, number, text } from '../read.ts';
import { counted, print, printJson, tell } from '../terminal.ts';

type Options = {
  readonly graph?: string;
  readonly source?: string;
  readonly dryRun?: boolean;
  readonly wait: boolean;
  readonly json?: boolean;
};

export const defineImport = (program: Command): void => {
  described(
    program.command('import <folder>'),
    'Bring in a folder of markdown notes, such as an Obsidian vault. Again is safe: only what has changed is written.',
    [
      'almanac import ~/Notes',
      'almanac import ~/Notes --dry-run',
      'almanac import ./wiki --graph 0190c7a1-5a3e-7c3b-9c54-2f1f6a6d9d11 --source wiki',
      'almanac import ~/Notes --no-wait --json',
    ],
  )
    .option('-g, --graph <graph>', 'the graph to bring the notes into, if not the default one')
    .option(
      '-s, --source <name>',
      'the name of the folder, by which its next import finds its notes again (default: how the folder is called)',
    )
    .option('-n, --dry-run', 'only say what would happen')
    .option('--no-wait', 'do not wait for the server to finish')
    .action((folder: string, options: Options) => withSession(options, (session) => importFolder(folder, options, session)));
};

const importFolder = async (folder: string, options: Options, { json, client, signal }: Session): Promise<void> => {
  const root = openFolder(folder);
  const server = client();
  const { graph, source = basename(root) || 'folder', dryRun = false, wait } = options;
  const target = { id: randomUUID(), source, dryRun, ...(graph === undefined ? {} : { graph }) };
  const accepted = await step('sending', async (report) => {
    let files = 0;
    let notes = 0;
    const answer = await sendFolder(server, root, target, (sent) => report((({ files, notes } = sent), files)));
    return { it: fields(answer), said: `${counted(files, 'file')}, ${counted(notes, 'note')}` };
  });
  const id = text(accepted['id']);
  if (!wait) return json ? printJson(accepted) : print(`The import ${id} goes on in the server: almanac imports show ${id}`);
  const state = await followImport(server, id, signal);
  const index = hasChanged(state) ? await followIndex(server, signal) : undefined;
  const problems = dryRun
    ? problemsOfDryRun(state)
    : fields(await server.get(`/api/v2/imports/${id}/files`, { outcome: 'problem', limit: 20 }));
  if (json) printJson({ ...state, problems, ...(index ? { index } : {}) });
  else {
    tell('');
    print(...summary(state, problems));
  }
  if (state['status'] !== 'completed') process.exitCode = exit.failed;
};

const hasChanged = (state: Fields): boolean =>
  state['dryRun'] !== true && ['created', 'updated', 'overwrote'].some((outcome) => number(fields(state['counts'])[outcome]) > 0);

const problemsOfDryRun = (state: Fields): Fields => {
  const files = list(fields(fields(state['analysis'])['problems'])['files']);
  return { items: files.slice(0, 20), truncated: files.length > 20 };
};
