import type { Ports } from '#platform/feature';
import { completeImport, Import } from '../domain/import.ts';
import { dropImport } from '../views/import-spool.ts';
import { missingFiles } from '../views/imports.ts';
import { applyBatch, type Job, readBatch } from './import-batch.ts';
import { analyse } from './import-dry-run.ts';

/** Works on one import until it is over or the signal aborts; goes on where an earlier run was cut off. */
export const runImport = async (ports: Ports, job: Job & { readonly dryRun: boolean }, signal: AbortSignal): Promise<void> => {
  if (job.dryRun) await analyse(ports, job);
  else await applyAll(ports, job, signal);
  if (!signal.aborted) await dropImport(ports.sql, { tenant: ports.tenant, id: job.id });
};

const applyAll = async (ports: Ports, job: Job, signal: AbortSignal): Promise<void> => {
  const { events, sql, tenant } = ports;
  let { state } = await events.read(Import, job.id);
  let reading = state.status === 'running' ? readBatch(ports, job, state.done) : undefined;
  while (state.status === 'running' && state.done < state.entries && !signal.aborted) {
    const from = state.done;
    const files = await (reading ?? readBatch(ports, job, from));
    if (files.length === 0) throw new Error(`The files of import ${job.id} are gone from number ${from} on.`);
    // The next files are read while the database writes these.
    const upcoming = readBatch(ports, job, from + files.length);
    upcoming.catch(() => {}); // whoever awaits it hears of it
    state = await applyBatch(ports, job, from, files);
    reading = state.status === 'running' && state.done === from + files.length ? upcoming : undefined;
  }
  if (state.status !== 'running' || signal.aborted) return;
  if (state.done > state.entries) throw new Error(`Import ${job.id} has more files than it was asked for with.`);
  const missing = await missingFiles(sql, tenant, job);
  await events.decide({ import: [Import, job.id] }, (now) => ({ import: completeImport(now.import, missing) }));
};
