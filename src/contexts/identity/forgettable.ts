import { must } from '#kernel/rejection';
import type { Ports } from '#platform/feature';
import { isLastOwner, Workspace } from './domain/workspace.ts';

/** The last person who owns a workspace stays: without an address nobody signs in. */
export const assertForgettable = async (subject: string, { events, tenant }: Ports): Promise<void> => {
  const { state } = await events.read(Workspace, tenant);
  must(!isLastOwner(state, subject), 'identity.last-owner', 'The last owner stays: make another person an owner first.');
};
