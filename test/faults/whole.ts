import { expect } from 'vitest';
import type { Installation } from '#testing/process';
import { type Ask, until } from './ask.ts';

type Stream = { readonly stream: string; readonly events: number; readonly newest: number; readonly created: number };

/** What holds after any fault: dense positions, dense versions, a note created once, views as a fold from the first event makes them. */
export const expectWholeLog = async (here: Installation, ask: Ask): Promise<void> => {
  const [head] = await here.ask<{ readonly events: number; readonly newest: number; readonly head: number }>(
    'select count(*) as events, max(position) as newest, (select position from log.head) as head from log.event',
  );
  expect(head).toEqual({ events: head?.newest, newest: head?.head, head: head?.head });

  const streams = await here.ask<Stream>(`
    select stream, count(*) as events, max(version) as newest, count(*) filter (where type = 'NodeCreated') as created
    from log.event group by tenant, stream`);
  expect(streams.filter(({ events, newest, created }) => events !== newest || created > 1)).toEqual([]);

  const { body } = await ask('POST', '/api/call/platform.verifyViews', {});
  expect(body.items.length).toBeGreaterThan(8);
  expect(body.items.filter(({ missing, surplus }: Difference) => missing + surplus > 0)).toEqual([]);
};

type Difference = { readonly missing: number; readonly surplus: number };

/** Waits until discovery has worked everything in, then compares: every note analysed, and every list made of notes that are there. */
export const expectWholeIndex = async (here: Installation, ask: Ask, notes: number): Promise<void> => {
  await until(async () => {
    const { body } = await ask('GET', '/api/v2/index/status');
    return body?.notes === notes && body.waiting === 0 ? true : undefined;
  }, `all ${notes} notes are in the index and connected`);
  const [index] = await here.ask<object>(`
    select count(*) as notes, count(*) filter (where c.node is not null) as lists, count(*) filter (where d.analysis is null) as empty
    from graph.nodes n join discovery.documents d on d.tenant = n.tenant and d.node = n.id and d.title = n.title
    left join discovery.connections c on c.tenant = n.tenant and c.node = n.id and jsonb_array_length(c.items) > 0`);
  expect(index).toEqual({ notes, lists: notes, empty: 0 });
  const strays = await here.ask<object>(`
    select c.node from discovery.connections c cross join jsonb_array_elements(c.items) i
    where not exists (select from graph.nodes n where n.tenant = c.tenant and n.id = (i ->> 'id')::uuid)`);
  expect(strays).toEqual([]);
};
