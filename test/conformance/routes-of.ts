import type { FastifyInstance } from 'fastify';

export type Route = { readonly method: string; readonly url: string };

const line = /^([│ ]*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/;

/** Every route that a running server has, from the tree that it prints. HEAD runs what GET runs. */
export const routesOf = (server: FastifyInstance): readonly Route[] => {
  const above: string[] = [];
  return server
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((printed) => {
      const [, indent = '', segment = '', methods = ''] = line.exec(printed) ?? [];
      if (segment === '') return [];
      const depth = indent.length / 4;
      // A wildcard is printed without its slash, and a parameter under each name that it has.
      const own = segment === '*' ? '/*' : segment.replaceAll(/:(\w+)\|[:\w|]+/g, ':$1');
      const url = `${above[depth - 1] ?? ''}${own}`;
      above.splice(depth, above.length, url);
      return methods
        .split(', ')
        .filter((method) => method !== '' && method !== 'HEAD')
        .map((method) => ({ method, url }));
    });
};
