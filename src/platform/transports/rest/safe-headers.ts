import helmet from '@fastify/helmet';
import { fastify } from 'fastify';

/** Helmet's headers, asked for once: its dozen functions, run for every request, would take 4 % of the server's time. */
export const safeHeaders = async ({ isSecure }: { readonly isSecure: boolean }): Promise<Readonly<Record<string, string>>> => {
  const shelf = fastify();
  // Only where the public address says so: on a laptop, over plain HTTP, it would be a promise about other programs on this host.
  const strictTransportSecurity = isSecure && { maxAge: 31_536_000, includeSubDomains: false };
  // To our own pages only: with none at all a browser sends forms without their origin, which then count as another site's.
  const referrerPolicy = { policy: 'same-origin' } as const;
  await shelf.register(helmet, {
    referrerPolicy,
    strictTransportSecurity,
    contentSecurityPolicy: { useDefaults: false, directives },
  });
  shelf.get('/', (_request, reply) => reply.code(204).send());
  const { headers } = await shelf.inject('/');
  await shelf.close();
  const own = Object.entries(headers).filter(([name]) =>
    /^(content-security|cross-origin|origin-agent|referrer|strict-|x-)/.test(name),
  );
  // What is served here is somebody's own: no cache keeps it, unless a route says otherwise.
  return { ...Object.fromEntries(own.map(([name, value]) => [name, String(value)])), 'cache-control': 'no-store' };
};

/** Nothing loads from anywhere else, and no page has styles or scripts in it. */
const directives = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/** What the reference page needs besides: its script writes styles, and draws images and fonts of its own. */
export const referencePolicy = (policy: string): string =>
  policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline';img-src 'self' data: blob:;font-src 'self' data:");
