import type { Command } from 'commander';
import { described, type Session, withSession } from '../command.ts';
import { findNote } from '../notes.ts';
import { paint } from '../paint.ts';
import { print, printJson } from '../terminal.ts';
import { oneLine } from '../text-width.ts';

type Options = { readonly graph?: string; readonly json?: boolean };
type Verdict = 'accept' | 'dismiss';

export const defineAccept = (program: Command): void => define(program, 'accept', 'Make a discovered connection a lasting one.');

export const defineDismiss = (program: Command): void =>
  define(program, 'dismiss', 'Throw a discovered connection away; it never comes back.');

const define = (program: Command, verdict: Verdict, summary: string): void => {
  described(program.command(`${verdict} <note> <other>`), summary, [
    `almanac ${verdict} Zettelkasten "Niklas Luhmann"`,
    `almanac ${verdict} 3f0c2a52-9d0b-5d6e-8c53-0a1f6b1d2c3e 7b1e8f04-2a6d-5c1b-9e3a-5d4c3b2a1f00`,
  ])
    .option('-g, --graph <graph>', 'look for the titles in this graph only')
    .action((note: string, other: string, options: Options) =>
      withSession(options, (session) => judge(verdict, [note, other], options, session)),
    );
};

const judge = async (
  verdict: Verdict,
  [note, other]: readonly [string, string],
  { graph }: Options,
  { json, client }: Session,
): Promise<void> => {
  const source = await findNote(client(), [note], graph);
  const target = await findNote(client(), [other], graph);
  const answer = await client().post(`/api/v2/nodes/${source.id}/connections/${target.id}/${verdict}`);
  if (json) return printJson(answer ?? { source: source.id, target: target.id, verdict });
  const done = verdict === 'accept' ? 'is connected to' : 'will not be connected again with';
  print(`${paint.good('✓')} ${paint.strong(oneLine(source.title))} ${done} ${paint.strong(oneLine(target.title))}.`);
};
