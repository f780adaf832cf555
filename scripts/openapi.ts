// node scripts/run.mjs scripts/openapi.ts: prints the OpenAPI document of all contexts, for `npm run check`. Nothing is started for it.
import { analytics } from '#analytics/context';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { discovery } from '#discovery/context';
import { startEngine } from '#discovery/worker/start';
import { graph } from '#graph/context';
import { world } from '#identity/adapters/world';
import { identity } from '#identity/context';
import { inventory } from '#inventory/context';
import { auditing } from '#platform/audit/audit';
import { signerOf } from '#platform/audit/note';
import { publicSide } from '#platform/public-side';
import { openApi } from '#platform/transports/rest/openapi';

const clock = () => new Date();
const products = [identity(world({}, () => undefined)), graph, discovery(startEngine()), customers, inventory, deals, analytics];
const contexts = [...products, auditing(signerOf(new Uint8Array(32)), clock)];
const features = contexts.flatMap(({ rest, features: further = [] }) => [...Object.values(rest), ...further]);
process.stdout.write(`${JSON.stringify(openApi(publicSide(contexts, [...new Set(features)])))}\n`);
