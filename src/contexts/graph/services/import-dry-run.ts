import type { Ports } from '#platform/feature';
import { Graph } from '../domain/graph.ts';
import { analysed, Import } from '../domain/import.ts';
import { addNames, type Analysis, collisionsIn, NAMED, type Names } from '../domain/import-analysis.ts';
import { type Applied, applyFile, type Outcome } from '../domain/import-file.ts';
import type { Link } from '../domain/link.ts';
import { Node } from '../domain/node.ts';
import { lastPrints } from '../views/imports.ts';
import { keysCarried } from '../views/import-keys.ts';
import { type Job, readBatch } from './import-batch.ts';

type Seen = {
  notes: number;
  links: number;
  readonly outcomes: Partial<Record<Outcome, number>>;
  readonly names: Names;
  /** The links of the folder by what they look for, and how often each stands there. */
  readonly wanted: Map<string, { readonly link: Link; count: number }>;
  troubles: number;
  readonly files: Analysis['problems']['files'][number][];
};

/** Says what an import would do, and does nothing. */
export const analyse = async (ports: Ports, job: Job): Promise<void> => {
  const { events, sql, tenant } = ports;
  const seen: Seen = { notes: 0, links: 0, outcomes: {}, names: new Map(), wanted: new Map(), troubles: 0, files: [] };
  const { state: graph } = await events.read(Graph, job.graph);
  const { state } = await events.read(Import, job.id);
  if (state.status !== 'running') return;

  for (let from = 0; from < state.entries; ) {
    const files = await readBatch(ports, job, from);
    if (files.length === 0) throw new Error(`The files of import ${job.id} are gone from number ${from} on.`);
    const ids = files.flatMap((file) => ('note' in file ? [file.note.id] : []));
    const [nodes, last] = await Promise.all([events.readMany(Node, ids), lastPrints(sql, tenant, job, ids)]);
    const known = new Map(nodes.map(({ id, state: node }) => [id, node]));
    for (const file of files) {
      const id = 'note' in file ? file.note.id : undefined;
      const node = (id && known.get(id)) ?? Node.initial;
      note(seen, applyFile(file, { node, graph, last: id && last.get(id)?.print, room: true }).applied);
      if ('note' in file) read(seen, file.path, file.note);
    }
    from += files.length;
  }
  const elsewhere = await keysCarried(
    sql,
    tenant,
    job.graph,
    [...seen.wanted.values()].flatMap(({ link }) => keysOf(link)).filter((key) => !seen.names.has(key)),
  );
  const analysis = told(seen, elsewhere);
  await events.decide({ import: [Import, job.id] }, (now) => ({ import: analysed(now.import, analysis) }));
};

const note = (seen: Seen, { path, outcome, trouble }: Applied): void => {
  seen.outcomes[outcome] = (seen.outcomes[outcome] ?? 0) + 1;
  if (!trouble || outcome === 'skipped') return;
  seen.troubles++;
  if (seen.files.length < NAMED) seen.files.push({ path, outcome, ...trouble });
};

const read = (seen: Seen, path: string, said: Parameters<typeof addNames>[2] & { readonly links: readonly Link[] }): void => {
  seen.notes++;
  seen.links += said.links.length;
  addNames(seen.names, path, said);
  for (const link of said.links) {
    const key = keysOf(link).join('\n');
    const before = seen.wanted.get(key);
    if (before) before.count++;
    else seen.wanted.set(key, { link, count: 1 });
  }
};

const told = ({ notes, links, outcomes, names, wanted, troubles, files }: Seen, elsewhere: ReadonlySet<string>): Analysis => {
  const unresolved = [...wanted.values()].filter(({ link }) => !keysOf(link).some((key) => names.has(key) || elsewhere.has(key)));
  const often = unresolved.toSorted((a, b) => b.count - a.count);
  return {
    notes,
    links,
    outcomes,
    unresolved: {
      count: unresolved.reduce((sum, { count }) => sum + count, 0),
      targets: often.slice(0, NAMED).map(({ link }) => link.target),
    },
    collisions: collisionsIn(names),
    problems: { count: troubles, files },
  };
};

const keysOf = ({ key, otherwise }: Link): readonly string[] => (otherwise === undefined ? [key] : [key, otherwise]);
