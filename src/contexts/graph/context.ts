import { context } from '#platform/context';
import { published } from './contract.ts';
import { archiveNode } from './features/archive-node.ts';
import { changeEdge } from './features/change-edge.ts';
import { changeGraph } from './features/change-graph.ts';
import { changeNode } from './features/change-node.ts';
import { connectNodes } from './features/connect-nodes.ts';
import { createGraph } from './features/create-graph.ts';
import { createNode } from './features/create-node.ts';
import { createNodes } from './features/create-nodes.ts';
import { deleteGraph } from './features/delete-graph.ts';
import { deleteNode } from './features/delete-node.ts';
import { disconnectNodes } from './features/disconnect-nodes.ts';
import { getBacklinks } from './features/get-backlinks.ts';
import { getEdge } from './features/get-edge.ts';
import { getGraph } from './features/get-graph.ts';
import { getHistory } from './features/get-history.ts';
import { getLinks } from './features/get-links.ts';
import { getNeighbours } from './features/get-neighbours.ts';
import { getNode } from './features/get-node.ts';
import { getNodes } from './features/get-nodes.ts';
import { getUnresolved } from './features/get-unresolved.ts';
import { cancelImport } from './features/cancel-import.ts';
import { importFolder } from './features/import-folder.ts';
import { linkedNodes } from './features/linked-nodes.ts';
import { listGraphs } from './features/list-graphs.ts';
import { listNodes } from './features/list-nodes.ts';
import { replaceNode } from './features/replace-node.ts';
import { restoreNode } from './features/restore-node.ts';
import { importWorker } from './services/import-worker.ts';
import { counts } from './views/counts.ts';
import { edges } from './views/edges.ts';
import { graphs } from './views/graphs.ts';
import { getImport, listImportFiles, listImports } from './views/import-answers.ts';
import { importCounts, importFiles, importOutcomes, imports } from './views/imports.ts';
import { links } from './views/links.ts';
import { names } from './views/names.ts';
import { nodes } from './views/nodes.ts';
import { tags } from './views/tags.ts';

/** Notes, the edges and links between them, and the graphs they lie in. */
export const graph = context({
  name: 'graph',
  home: import.meta.dirname,
  rest: {
    'POST /v2/nodes': createNode,
    'GET /v2/nodes': listNodes,
    'POST /v2/nodes/bulk': createNodes,
    'GET /v2/nodes/:id': getNode,
    'PUT /v2/nodes/:id': replaceNode,
    'PATCH /v2/nodes/:id': changeNode,
    'DELETE /v2/nodes/:id': deleteNode,
    'POST /v2/nodes/:id/archive': archiveNode,
    'POST /v2/nodes/:id/restore': restoreNode,
    'GET /v2/nodes/:id/links': getLinks,
    'GET /v2/nodes/:id/backlinks': getBacklinks,
    'GET /v2/nodes/:id/neighbours': getNeighbours,
    'GET /v2/nodes/:id/history': getHistory,
    'POST /v2/edges': connectNodes,
    'GET /v2/edges/:id': getEdge,
    'PATCH /v2/edges/:id': changeEdge,
    'DELETE /v2/edges/:id': disconnectNodes,
    'GET /v2/graphs': listGraphs,
    'POST /v2/graphs': createGraph,
    'GET /v2/graphs/:id': getGraph,
    'PATCH /v2/graphs/:id': changeGraph,
    'DELETE /v2/graphs/:id': deleteGraph,
    'GET /v2/graphs/:id/unresolved': getUnresolved,
    'POST /v2/imports': importFolder,
    'GET /v2/imports': listImports,
    'GET /v2/imports/:id': getImport,
    'GET /v2/imports/:id/files': listImportFiles,
    'DELETE /v2/imports/:id': cancelImport,
  },
  features: [getNodes, linkedNodes],
  views: [nodes, names, links, tags, edges, graphs, counts, imports, importCounts, importFiles, importOutcomes],
  publishes: published,
  services: [importWorker],
});
