import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Client, createClient } from './client.ts';
import { findServer, type Whereabouts } from './server.ts';

/** What every command can use. */
export type Session = {
  readonly json: boolean;
  /** Finds the server at the first call. */
  readonly client: () => Client;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
};

type Common = Whereabouts & { readonly json?: boolean };

/** Adds the options that every command has, and its examples to the help. */
export const described = (command: Command, summary: string, examples: readonly string[]): Command =>
  command
    .description(summary)
    .option('--json', 'answer with JSON on stdout and nothing else')
    .addOption(new Option('--url <url>', 'the server, if it is not the one of this folder').env('ALMANAC_URL'))
    .addOption(new Option('--token <token>', 'the token to use, if it is not the one of this folder').env('ALMANAC_TOKEN'))
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);

/** Runs the action with a session made of the common options; Ctrl-C aborts its signal, a second one ends the program at once. */
export const withSession = async (options: Common, run: (session: Session) => Promise<void>): Promise<void> => {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  let client: Client | undefined;
  try {
    await run({
      json: options.json === true,
      client: () => (client ??= createClient(findServer(options), interruption.signal)),
      signal: interruption.signal,
    });
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
};

/** The number of an option such as `--limit 20`, for commander. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return value;
  };
