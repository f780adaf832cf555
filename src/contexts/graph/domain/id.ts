import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';

export type NodeId = Brand<string, 'NodeId'>;
export type GraphId = Brand<string, 'GraphId'>;
export type EdgeId = Brand<string, 'EdgeId'>;

const uuid = (text: string): string => {
  const id = text.toLowerCase();
  valid(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id), 'graph.bad-id', 'An id is a UUID.');
  return id;
};

export const NodeId = (text: string): NodeId => uuid(text) as NodeId;
export const GraphId = (text: string): GraphId => uuid(text) as GraphId;
export const EdgeId = (text: string): EdgeId => uuid(text) as EdgeId;
