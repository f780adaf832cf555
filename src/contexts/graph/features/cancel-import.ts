import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { cancelImport as cancel, Import } from '../domain/import.ts';

export const cancelImport = command({
  name: 'graph.cancelImport',
  summary: 'Ends an import before it is over. What it has brought in stays.',
  access: 'graph:write',
  public: true,
  input: t.Object({ id: Id }),
  output: t.Object({ id: Id, status: t.Literal('cancelled') }),

  run: ({ id }, { events }) =>
    events.decide(
      { import: [Import, id] },
      (now) => ({ import: cancel(now.import) }),
      () => ({ id, status: 'cancelled' as const }),
    ),
});
