import type { DataFolder } from '#platform/data-folder';
import type { Identity, Tokens } from '#platform/token';

/** The person who started Almanac on this machine. */
export const owner: Identity = { tenant: 'home', actor: 'owner', scopes: ['*'] };

/** The owner's token, from the data folder, where only the owner can read it; a new one when there is none that opens this database. */
export const ownersToken = async (tokens: Tokens, folder: Pick<DataFolder, 'readToken' | 'writeToken'>): Promise<string> => {
  const present = folder.readToken();
  if (present !== undefined && (await tokens.identify(present)) !== undefined) return present;
  const token = await tokens.issue(owner, 'first start');
  folder.writeToken(token);
  return token;
};
