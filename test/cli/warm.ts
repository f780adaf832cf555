// The command line, kept running: does one command after the other, each with its own arguments and environment, as a new process would.
import { randomUUID } from 'node:crypto';

export type Command = { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> };

const program = new URL('../../src/cli.ts', import.meta.url).href;
const written = { out: '', err: '' };
process.stdout.write = (text) => Boolean((written.out += String(text)));
process.stderr.write = (text) => Boolean((written.err += String(text)));

const run = async ({ args, env }: Command): Promise<void> => {
  Object.assign(written, { out: '', err: '' });
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [process.execPath, program, ...args];
  process.exitCode = undefined;
  await import(`${program}?command=${randomUUID()}`); // a module is evaluated once for each address; what it imports stays
  process.stdout.removeAllListeners('error');
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  process.send?.({ code, ...written });
};

process.on('message', (command) => void run(command as Command)); // what almanac.ts sends
process.on('disconnect', () => process.exit());
