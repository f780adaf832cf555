import { BadConfig } from '#platform/config';
import { FolderUnusable } from '#platform/folder-lock';
import { WrongMasterKey } from '#platform/personal/master-key';

type SystemError = Error & { readonly code?: string; readonly port?: number; readonly address?: string };

/** Why Almanac could not start, in a sentence that says what to do; of what nobody expects, the whole error. */
export const explainStart = (error: unknown): string => {
  if (error instanceof BadConfig || error instanceof FolderUnusable || error instanceof WrongMasterKey)
    return error.message.replaceAll('\n', '\n  ');
  if (!(error instanceof Error)) return String(error);
  const { code = '', port, address }: SystemError = error;
  switch (code) {
    case 'EADDRINUSE':
      return `The port ${port} is in use by another program. Stop that one, or set PORT to another number (0 picks a free one).`;
    case 'EACCES':
      return port === undefined ? error.message : `This user may not listen at port ${port}. Set PORT to a number above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${address ?? 'The host'} is not an address of this machine. Set HOST to one that is, or leave it out.`;
    case 'ECONNREFUSED':
    case '28P01':
    case '28000':
    case '3D000':
      return `The database at DATABASE_URL does not let us in: ${error.message}`;
    default:
      return error.stack ?? error.message;
  }
};
