import type { FastifyReply, FastifyRequest } from 'fastify';

const nameFor = (isSecure: boolean): string => (isSecure ? '__Host-almanac-browser' : 'almanac-browser');
const days = 365;

/** The secret by which a browser is known in which somebody has signed in before; it opens nothing. */
export const browserOf = (request: FastifyRequest, isSecure: boolean): string | undefined => {
  const start = `${nameFor(isSecure)}=`;
  const pairs = request.headers.cookie?.split(';').map((pair) => pair.trim());
  return pairs?.find((pair) => pair.startsWith(start))?.slice(start.length, start.length + 100);
};

export const rememberBrowser = (reply: FastifyReply, secret: string, isSecure: boolean): void => {
  const secure = isSecure ? '; Secure' : '';
  reply.header('set-cookie', `${nameFor(isSecure)}=${secret}; HttpOnly; SameSite=Lax; Path=/; Max-Age=${days * 86_400}${secure}`);
};
