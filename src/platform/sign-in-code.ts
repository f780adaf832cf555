import { randomBytes } from 'node:crypto';

/** Codes that let a browser in once, within ten minutes, so that no token stands in a link or a history. */
export type SignInCodes = { readonly issue: () => string; readonly redeem: (code: string) => boolean };

const life = 10 * 60_000;

export const signInCodes = (now: () => Date): SignInCodes => {
  const open = new Map<string, number>();
  return {
    issue: () => {
      const code = randomBytes(16).toString('base64url');
      open.set(code, now().getTime() + life);
      return code;
    },
    redeem: (code) => {
      const until = open.get(code);
      open.delete(code);
      return until !== undefined && now().getTime() < until;
    },
  };
};
