import { continued } from '#platform/observability/trace-context';
import type { Layer } from '#platform/runtime';

/** Every call is a span of its own: of the trace that the caller brought, or of a new one. */
export const trace: Layer = (next) => (feature, input, passage) => {
  const trace = continued(passage.caller.trace);
  passage.notes.trace = trace;
  return next(feature, input, { ...passage, caller: { ...passage.caller, trace } });
};
