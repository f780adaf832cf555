import { context } from '#platform/context';
import { acceptConnection } from './features/accept-connection.ts';
import { dismissConnection } from './features/dismiss-connection.ts';
import { getConnections } from './features/get-connections.ts';
import { getIndexStatus } from './features/get-index-status.ts';
import { searchNotes } from './features/search-notes.ts';
import { getUnlinkedMentions } from './features/get-unlinked-mentions.ts';
import type { Engine } from './ports.ts';
import { analyseNotes, type Running } from './services/analyse-notes.ts';
import { connectNotes } from './services/connect-notes.ts';
import { createFilling } from './services/filling.ts';
import { createFreshness } from './services/freshness.ts';
import { renewAnalyses } from './services/renew-analyses.ts';
import { connections } from './views/connections.ts';
import { judgements } from './views/judgements.ts';

type Options = {
  /** Milliseconds that a search waits, at most, for notes written just before it to be in the index. Default 100. */
  readonly patience?: number;
};

/** What belongs together, and why: search, discovered connections with their evidence, unlinked mentions. */
export const discovery = (engine: Engine, { patience = 100 }: Options = {}) => {
  const filling = createFilling(engine);
  const running = Promise.withResolvers<Running>();
  return context({
    name: 'discovery',
    home: import.meta.dirname,
    rest: {
      'GET /v2/search': searchNotes({ engine, filling, fresh: createFreshness(running.promise, patience) }),
      'GET /v2/index/status': getIndexStatus(running.promise),
      'GET /v2/nodes/:id/connections': getConnections,
      'POST /v2/nodes/:id/connections/:target/accept': acceptConnection,
      'POST /v2/nodes/:id/connections/:target/dismiss': dismissConnection,
      'GET /v2/nodes/:id/mentions': getUnlinkedMentions({ engine, filling }),
    },
    views: [connections, judgements],
    hears: ['graph'],
    services: [
      { name: 'discovery.engine', start: async () => ({ stop: engine.stop }) }, // first to start, last to stop
      analyseNotes(engine, running.resolve),
      renewAnalyses(engine),
      connectNotes({ engine, filling, analysed: async () => (await running.promise).subscription }),
    ],
  });
};
