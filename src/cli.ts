import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { defineAudit } from './cli/commands/audit.ts';
import { defineCall } from './cli/commands/call.ts';
import { defineConnections } from './cli/commands/connections.ts';
import { defineDemo } from './cli/commands/demo.ts';
import { defineFeatures } from './cli/commands/features.ts';
import { defineForget } from './cli/commands/forget.ts';
import { defineImport } from './cli/commands/import.ts';
import { defineImports } from './cli/commands/imports.ts';
import { defineAccept, defineDismiss } from './cli/commands/judge.ts';
import { defineKeys } from './cli/commands/keys.ts';
import { defineLoad } from './cli/commands/load.ts';
import { defineLogin, defineLogout } from './cli/commands/login.ts';
import { defineMembers } from './cli/commands/members.ts';
import { defineNeighbours } from './cli/commands/neighbours.ts';
import { defineProcesses } from './cli/commands/processes.ts';
import { defineReport } from './cli/commands/report.ts';
import { defineSearch } from './cli/commands/search.ts';
import { defineShow } from './cli/commands/show.ts';
import { defineStatus } from './cli/commands/status.ts';
import { defineTimers } from './cli/commands/timers.ts';
import { defineToken } from './cli/commands/token.ts';
import { defineVerify } from './cli/commands/verify.ts';
import { defineViews } from './cli/commands/views.ts';
import { defineWhoami } from './cli/commands/whoami.ts';
import { explain } from './cli/explain.ts';
import { paintMessage } from './cli/paint.ts';

// `almanac search … | head` closes stdout early; that is no failure.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  throw error;
});

const version = (): string => JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;

const program = new Command('almanac')
  .description('Your notes, what connects them, and why.')
  .version(version())
  .exitOverride()
  .showSuggestionAfterError()
  .configureOutput({ outputError: (message, write) => write(paintMessage.bad(message)) })
  .addHelpText('after', '\nEvery command has examples: almanac <command> --help');

for (const define of [
  defineImport,
  defineImports,
  defineSearch,
  defineShow,
  defineConnections,
  defineAccept,
  defineDismiss,
  defineNeighbours,
  defineStatus,
  defineViews,
  defineVerify,
  defineProcesses,
  defineTimers,
  defineMembers,
  defineKeys,
  defineToken,
  defineLogin,
  defineLogout,
  defineWhoami,
  defineLoad,
  defineReport,
  defineDemo,
  defineAudit,
  defineForget,
  defineFeatures,
  defineCall,
])
  define(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error, process.argv.includes('--json'));
}
