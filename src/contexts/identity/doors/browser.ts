import type { FastifyReply, FastifyRequest } from 'fastify';

const name = ({ protocol }: FastifyRequest): string => (protocol === 'https' ? '__Host-almanac-browser' : 'almanac-browser');
const days = 365;

/** The secret by which a browser is known in which somebody has signed in before; it opens nothing. */
export const browserOf = (request: FastifyRequest): string | undefined => {
  const start = `${name(request)}=`;
  const pairs = request.headers.cookie?.split(';').map((pair) => pair.trim());
  return pairs?.find((pair) => pair.startsWith(start))?.slice(start.length, start.length + 100);
};

export const rememberBrowser = (reply: FastifyReply, secret: string): void => {
  const secure = reply.request.protocol === 'https' ? '; Secure' : '';
  reply.header(
    'set-cookie',
    `${name(reply.request)}=${secret}; HttpOnly; SameSite=Lax; Path=/; Max-Age=${days * 86_400}${secure}`,
  );
};
