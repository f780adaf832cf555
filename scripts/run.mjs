// Usage: node scripts/run.mjs [node flags] <script> [arguments]
import { launch } from './launch.mjs';

const args = process.argv.slice(2);
const at = args.findIndex((arg) => !arg.startsWith('-'));
if (at === -1) throw new Error('Usage: node scripts/run.mjs [node flags] <script> [arguments]');
await launch(args.slice(0, at), args[at], args.slice(at + 1));
