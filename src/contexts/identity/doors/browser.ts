import type { FastifyReply, FastifyRequest } from 'fastify';

/** A cookie of the pages themselves: out of reach of scripts, and over TLS bound to this host. */
export const browserCookie = (name: string) => {
  const named = (isSecure: boolean): string => (isSecure ? `__Host-${name}` : name);
  return {
    read: (request: FastifyRequest, isSecure: boolean): string | undefined => {
      const start = `${named(isSecure)}=`;
      const pairs = request.headers.cookie?.split(';').map((pair) => pair.trim());
      const value = pairs?.find((pair) => pair.startsWith(start))?.slice(start.length, start.length + 500);
      return value === undefined ? undefined : decoded(value);
    },
    write: (
      reply: FastifyReply,
      value: string,
      { isSecure, seconds }: { readonly isSecure: boolean; readonly seconds: number },
    ): void => {
      const secure = isSecure ? '; Secure' : '';
      reply.header('set-cookie', `${named(isSecure)}=${value}; HttpOnly; SameSite=Lax; Path=/; Max-Age=${seconds}${secure}`);
    },
  };
};

const decoded = (value: string): string | undefined => {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined; // not one of ours
  }
};

const year = 365 * 86_400;
const known = browserCookie('almanac-browser');

/** The secret by which a browser is known in which somebody has signed in before; it opens nothing. */
export const browserOf = known.read;

export const rememberBrowser = (reply: FastifyReply, secret: string, isSecure: boolean): void =>
  known.write(reply, secret, { isSecure, seconds: year });
