import { BadConfig } from '#platform/config';
import { FolderUnusable } from '#platform/folder-unusable';
import { WrongMasterKey } from '#platform/personal/master-key';
import { ServerUnusable } from '#platform/postgres/wait-for-server';

type SystemError = Error & { readonly code?: string; readonly port?: number; readonly address?: string };

const expected = [BadConfig, FolderUnusable, ServerUnusable, WrongMasterKey];

/** Why Almanac could not start, in a sentence that says what to do; of what nobody expects, the whole error. */
export const explainStart = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (expected.some((kind) => error instanceof kind)) return error.message.replaceAll('\n', '\n  ');
  const { code = '', port, address }: SystemError = error;
  switch (code) {
    case 'EADDRINUSE':
      return `The port ${port} is in use by another program. Stop that one, or set PORT to another number (0 picks a free one).`;
    case 'EACCES':
      return port === undefined ? error.message : `This user may not listen at port ${port}. Set PORT to a number above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${address ?? 'The host'} is not an address of this machine. Set HOST to one that is, or leave it out.`;
    default:
      return error.stack ?? error.message;
  }
};
