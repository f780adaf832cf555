import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { DispatchNote, voidNote } from '../domain/dispatch-note.ts';
import { DispatchId } from '../domain/id.ts';

export const voidDispatch = command({
  name: 'deals.voidDispatch',
  summary: 'Throws a dispatch note away with which nothing has left.',
  access: 'dispatch:write',
  public: true,
  input: t.Object({ id: Id, reason: t.String() }),
  output: t.Object({}),
  run: ({ id, reason }, { events }) =>
    events.decide(
      { note: [DispatchNote, DispatchId(id)] },
      ({ note }) => ({ note: voidNote(note, Label(reason)) }),
      () => ({}),
    ),
});
