import type { Service, ServicePorts } from '#platform/service';
import type { Engine } from '../ports.ts';
import { outdatedDocuments, renewDocuments } from '../views/documents.ts';
import { analysed } from './analysing.ts';

const name = 'discovery.renewAnalyses';
const together = 200;
const look = 60_000; // milliseconds: an older process may still be writing its kind of analysis

/** Analyses anew what an earlier analyser has stored, for the index takes in nothing of another version. */
export const renewAnalyses = (engine: Engine): Service => ({
  name,
  start: async (ports) => {
    const stopping = new AbortController();
    const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve(), { once: true }));
    const loop = async () => {
      while (!stopping.signal.aborted) {
        try {
          while (!stopping.signal.aborted && (await renewSome(engine, ports)));
          await Promise.race([ports.wait(look), stopped]);
        } catch (error) {
          ports.log.error({ err: error, service: name }, 'Notes could not be analysed anew; trying again.');
          await Promise.race([ports.wait(1_000), stopped]);
        }
      }
    };
    const running = loop();
    return {
      stop: async () => {
        stopping.abort();
        await running;
      },
    };
  },
});

/** Answers whether there were any. */
const renewSome = async (engine: Engine, { sql, as }: ServicePorts): Promise<boolean> => {
  const outdated = await outdatedDocuments(sql, engine.analyserVersion, together);
  for (const [tenant, own] of Map.groupBy(outdated, (each) => each.tenant)) {
    const { documents } = await analysed(
      engine,
      as({ tenant, actor: name }),
      own.map(({ node }) => node),
    );
    const made = new Map(documents.map((document) => [document.node, document]));
    await renewDocuments(
      sql,
      tenant,
      own.map(({ node, place }) => ({
        node,
        place,
        analyser: engine.analyserVersion,
        analysis: made.get(node)?.analysis ?? null,
      })),
    );
  }
  return outdated.length > 0;
};
