import { pathToFileURL } from 'node:url';
import type { Claim } from '../claim.ts';

// One bench in a process of its own: its claims go to the parent, everything it prints goes to standard error.
const file = process.argv[2] ?? '';
const bench = (await import(pathToFileURL(file).href)) as { readonly claims: () => Promise<readonly Claim[]> }; // checked by run.ts
const claims = await bench.claims();
process.send?.(claims, () => process.exit(0));
