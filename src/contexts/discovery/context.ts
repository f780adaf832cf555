import { context } from '#platform/context';
import type { Subscription } from '#platform/service';
import { acceptConnection } from './features/accept-connection.ts';
import { dismissConnection } from './features/dismiss-connection.ts';
import { getConnections } from './features/get-connections.ts';
import { getIndexStatus } from './features/get-index-status.ts';
import { searchNotes } from './features/search-notes.ts';
import { getUnlinkedMentions } from './features/get-unlinked-mentions.ts';
import type { Engine } from './ports.ts';
import { analyseNotes } from './services/analyse-notes.ts';
import { connectNotes } from './services/connect-notes.ts';
import { createFilling } from './services/filling.ts';
import { connections } from './views/connections.ts';
import { judgements } from './views/judgements.ts';

/** Milliseconds that a search waits for notes written just before it to be in the index. */
const patience = 250;

/** What belongs together, and why: search, discovered connections with their evidence, unlinked mentions. */
export const discovery = (engine: Engine) => {
  const fill = createFilling(engine);
  const subscription = Promise.withResolvers<Subscription>();
  return context({
    name: 'discovery',
    home: import.meta.dirname,
    rest: {
      'GET /v2/search': searchNotes({ engine, fill, fresh: async () => (await subscription.promise).caughtUp({ within: patience }) }),
      'GET /v2/index/status': getIndexStatus,
      'GET /v2/nodes/:id/connections': getConnections,
      'POST /v2/nodes/:id/connections/:target/accept': acceptConnection,
      'POST /v2/nodes/:id/connections/:target/dismiss': dismissConnection,
      'GET /v2/nodes/:id/mentions': getUnlinkedMentions({ engine, fill }),
    },
    views: [connections, judgements],
    services: [
      { name: 'discovery.engine', start: async () => ({ stop: engine.stop }) }, // first to start, last to stop
      analyseNotes(engine, subscription.resolve),
      connectNotes({ engine, fill, analysed: () => subscription.promise }),
    ],
  });
};
