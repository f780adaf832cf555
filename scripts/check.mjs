// npm run check [-- name…] [--fix]: everything that can be said about the code without running it, one line per check.
import { availableParallelism } from 'node:os';
import { checks } from './lib/checks.ts';

const root = process.cwd();
const isFixing = process.argv.includes('--fix');
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = names.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(`There is no check named ${unknown.join(', ')}. There are: ${checks.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const waiting = checks.filter(({ name }) => names.length === 0 || names.includes(name));
const failed = [];

const perform = async (check) => {
  const started = performance.now();
  const { holds, output } = await (isFixing && check.fix ? check.fix : check.run)(root).catch((error) => ({
    holds: false,
    output: String(error),
  }));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${holds ? '✓' : '✗'} ${check.name.padEnd(11)} ${seconds.padStart(5)} s  ${check.what}`);
  if (!holds) failed.push({ name: check.name, output });
};

const worker = async () => {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) await perform(check);
};

const started = performance.now();
// A mender rewrites files that another check reads, so menders work one after the other.
await Promise.all(Array.from({ length: isFixing ? 1 : Math.max(2, availableParallelism()) }, worker));

for (const { name, output } of failed) console.log(`\n── ${name} ──\n${output.trim()}`);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  failed.length === 0
    ? `\nAll checks hold (${seconds} s).`
    : `\nFailed: ${failed.map(({ name }) => name).join(', ')} (${seconds} s).`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
