import type { FastifyInstance } from 'fastify';
import type { Health } from '#platform/health';

/**
 * `/health/live`: the process runs. `/health/ready`: 200 while this process can answer requests, also when it is degraded; else 503.
 * `/health`: the same, for people. No token needed.
 */
export const addHealth = (server: FastifyInstance, health: Health): void => {
  const config = { open: true };
  server.get('/health/live', { config }, () => ({ status: 'pass' }));
  for (const url of ['/health', '/health/ready'])
    server.get(url, { config }, async (_request, reply) => {
      const report = await health.report();
      return reply.code(report.status === 'fail' ? 503 : 200).send(report);
    });
};
