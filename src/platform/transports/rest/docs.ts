import { type FastifyInstance, fastify } from 'fastify';
import { referencePolicy } from './safe-headers.ts';

/** The reference page, from this server alone. Its 4 MB are loaded when somebody asks for them: start-up has no use for them. */
export const addDocs = (server: FastifyInstance): void => {
  let script: Promise<Buffer> | undefined;
  server.get('/docs', (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', referencePolicy(String(reply.getHeader('content-security-policy'))))
      .send(page),
  );
  server.get('/docs/', (_request, reply) => reply.redirect('/docs', 301));
  server.get('/docs/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(start));
  server.get('/docs/reference.js', async (_request, reply) => {
    script ??= referenceScript();
    return reply
      .type('text/javascript; charset=utf-8')
      .header('cache-control', 'private, max-age=86400')
      .send(await script);
  });
};

/** The package serves the script as a plugin only, so a server that never listens is asked for it. */
const referenceScript = async (): Promise<Buffer> => {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const shelf = fastify();
  await shelf.register(scalar, { routePrefix: '/', configuration: { url: '/openapi.json' } });
  const { rawPayload } = await shelf.inject('/js/scalar.js');
  await shelf.close();
  return rawPayload;
};

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Almanac: reference</title>
<style>header { display: flex; gap: 1rem; justify-content: flex-end; padding: .4rem 1rem; font: 14px system-ui, sans-serif }</style></head>
<body><header><a href="/account">Your account</a> <form method="post" action="/sign-out"><button>Sign out</button></form></header><div id="reference"></div><script src="/docs/reference.js"></script><script src="/docs/start.js"></script></body>
</html>
`;

const start = `Scalar.createApiReference('#reference', {
  url: '/openapi.json', withDefaultFonts: false, telemetry: false, hideClientButton: true, showDeveloperTools: 'never',
  agent: { disabled: true }, mcp: { disabled: true },
});
`;
