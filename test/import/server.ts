// A server for tests that kill it: its data folder, database and port come from the environment, as for src/main.ts.
import { createApp } from '#app';
import { graph } from '#graph/context';
import { readConfig } from '#platform/config';

const app = await createApp({ contexts: [graph], config: readConfig(process.env) });
process.send?.(await app.listen());
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
