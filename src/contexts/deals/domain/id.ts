import type { Brand } from '#kernel/brand';

export type DealId = Brand<string, 'DealId'>;
export type PurchaseId = Brand<string, 'PurchaseId'>;
export type DispatchId = Brand<string, 'DispatchId'>;
export type TemplateId = Brand<string, 'TemplateId'>;

// The schemas of the features have checked that they are UUIDs; one spelling makes one stream.
export const DealId = (id: string): DealId => id.toLowerCase() as DealId;
export const PurchaseId = (id: string): PurchaseId => id.toLowerCase() as PurchaseId;
export const DispatchId = (id: string): DispatchId => id.toLowerCase() as DispatchId;
export const TemplateId = (id: string): TemplateId => id.toLowerCase() as TemplateId;
