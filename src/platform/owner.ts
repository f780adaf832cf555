import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Identity, Tokens } from '#platform/token';

/** The person who started Almanac on this machine. */
export const owner: Identity = { tenant: 'home', actor: 'owner', scopes: ['*'] };

/** The owner's token, from the file `token` in the data folder, where only the owner can read it; a new one when there is none that is valid. */
export const ownersToken = async (tokens: Tokens, dataFolder: string): Promise<string> => {
  const file = join(dataFolder, 'token');
  const present = await readFile(file, 'utf8').then((text) => text.trim(), () => undefined);
  if (present !== undefined && (await tokens.identify(present)) !== undefined) {
    await chmod(file, 0o600);
    return present;
  }
  const token = await tokens.issue(owner, 'first start');
  await writeFile(`${file}.new`, `${token}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return token;
};
