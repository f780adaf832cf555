import { expect, test } from 'vitest';
import { startHouse } from './house.ts';

const house = await startHouse();

test('a workspace cannot be called like the installation itself', async () => {
  const open = (id: string) => house.request('POST', '/api/v2/workspaces', { id, name: 'X', email: 'x@example.org' });
  for (const id of ['installation', 'platform', 'constructor', 'operator'])
    expect(await open(id), id).toMatchObject({ status: 400, body: { code: 'identity.reserved-workspace' } });
  expect((await open('installations')).status).toBe(201);
});
