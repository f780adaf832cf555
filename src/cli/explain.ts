import { CommanderError } from 'commander';
import { paintMessage as paint } from './paint.ts';
import { exit, Interrupted, messageOf, NoServer, ServerSaidNo, UsageError } from './problem.ts';
import { tell } from './terminal.ts';
import { printable } from './text-width.ts';

/** Says on stderr what went wrong, in words (with `--json` as one line of JSON), and answers with the exit code. */
export const explain = (error: unknown, json: boolean): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 || error.code === 'commander.help' ? exit.ok : exit.usage;
  if (error instanceof ServerSaidNo) {
    const { code, title, detail, correlation } = error.problem;
    // The sentence for people is the detail; the title only names the kind of no.
    const [sentence, ...rest] = detail === undefined ? [title, code, correlation] : [detail, title, code, correlation];
    if (json) tell(JSON.stringify(error.problem));
    else tell(paint.bad(printable(sentence)), paint.faint(rest.filter((part) => part !== undefined).join(' · ')));
    return exit.failed;
  }
  const [code, name] = kindOf(error);
  if (json) tell(JSON.stringify({ code: name, title: messageOf(error) }));
  else tell(paint.bad(messageOf(error)));
  if (code === exit.failed && process.env['DEBUG'] && error instanceof Error) tell(error.stack ?? '');
  return code;
};

const kindOf = (error: unknown): readonly [number, string] => {
  if (error instanceof UsageError) return [exit.usage, 'cli.usage'];
  if (error instanceof NoServer) return [exit.noServer, 'cli.no-server'];
  if (error instanceof Interrupted) return [exit.interrupted, 'cli.interrupted'];
  return [exit.failed, 'cli.failed'];
};
