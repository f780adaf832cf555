import type { FastifyInstance } from 'fastify';
import type { Health } from '#platform/health';

/** `/health/live`: the process runs. `/health/ready`: requests may be sent. `/health`: what works and what does not. No token needed. */
export const addHealth = (server: FastifyInstance, health: Health): void => {
  const config = { open: true };
  server.get('/health/live', { config }, () => ({ status: 'pass' }));
  for (const url of ['/health', '/health/ready'])
    server.get(url, { config }, async (_request, reply) => {
      const report = await health.report();
      return reply.code(report.status === 'pass' ? 200 : 503).send(report);
    });
};
