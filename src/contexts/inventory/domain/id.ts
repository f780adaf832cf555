import type { Brand } from '#kernel/brand';

export type ProductId = Brand<string, 'ProductId'>;
export type LotId = Brand<string, 'LotId'>;

// The schemas of the features have checked that they are UUIDs; one spelling makes one stream.
export const ProductId = (id: string): ProductId => id.toLowerCase() as ProductId;
export const LotId = (id: string): LotId => id.toLowerCase() as LotId;
