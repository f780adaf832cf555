import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { Graph } from '../domain/graph.ts';
import { GraphId } from '../domain/id.ts';
import { Import, requestImport } from '../domain/import.ts';
import { receive } from '../services/import-intake.ts';
import { opened } from './graph-of.ts';
import { defaultGraphId } from './ids.ts';

export const importFolder = command({
  name: 'graph.importFolder',
  summary: 'Brings in a folder of notes, sent as one JSON document a line. Answers at once; the work goes on behind.',
  access: 'graph:write',
  public: true,
  heavy: true,
  stream: 'application/x-ndjson',
  answers: 202,
  deadline: 300_000,
  input: t.Object({
    id: t.Optional(Id),
    graph: t.Optional(Id),
    source: t.String({
      default: 'folder',
      minLength: 1,
      maxLength: 255,
      description: 'Names the folder, so that its next import finds its notes again.',
    }),
    from: t.Integer({
      default: 0,
      minimum: 0,
      maximum: 10_000_000,
      description:
        'How many files earlier uploads of this import have brought. The same upload may be sent again under the same number.',
    }),
    dryRun: t.Boolean({ default: false, description: 'Only says what would happen.' }),
  }),
  output: t.Object({
    id: Id,
    status: t.Union([t.Literal('receiving'), t.Literal('running')]),
    entries: t.Integer(),
  }),

  run: async ({ id: given, graph, source, from, dryRun }, ports, body) => {
    const { events, tenant, newId } = ports;
    const id = given ?? newId();
    const target = graph === undefined ? defaultGraphId(tenant) : GraphId(graph);
    const { more, entries, stands } = await receive(ports, { id, from }, body);
    if (more) return { id, status: 'receiving' as const, entries };
    return events.decide(
      { import: [Import, id], graph: [Graph, target] },
      (now) => {
        const { events: opening, graph: open } = opened(now.graph, target, tenant);
        return { graph: opening, import: requestImport(now.import, open, { id, graph: target, source, dryRun, entries }) };
      },
      () => ({ id, status: 'running' as const, entries }),
      { confirm: (_, sql) => stands(sql) },
    );
  },
});
