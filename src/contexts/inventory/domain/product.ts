import type { Brand } from '#kernel/brand';
import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must, valid } from '#kernel/rejection';
import type { Label } from '#kernel/trade/label';
import type { ProductId } from './id.ts';

/** What the desk calls a product: `PP-H110MA`. */
export type ProductCode = Brand<string, 'ProductCode'>;

export const ProductCode = (text: string): ProductCode => {
  const code = text.trim().replaceAll(/\s+/g, ' ').toUpperCase();
  valid(
    /^[A-Z0-9][A-Z0-9 ./+()-]{0,59}$/.test(code),
    'inventory.bad-code',
    'A product code has up to 60 letters, digits and the signs . / + - ( ).',
  );
  return code as ProductCode;
};

/** The code of the customs tariff by which goods are taxed. */
export type Hsn = Brand<string, 'Hsn'>;

export const Hsn = (text: string): Hsn => {
  valid(/^(\d{4}|\d{6}|\d{8})$/.test(text), 'inventory.bad-hsn', 'An HSN code has 4, 6 or 8 digits.');
  return text as Hsn;
};

/** Grams in a bag. */
export type Pack = Brand<string, 'Pack'>;

export const Pack = (grams: bigint): Pack => {
  valid(grams > 0n && grams <= 2_000_000n, 'inventory.bad-pack', 'A bag weighs up to 2,000 kg.');
  return String(grams) as Pack;
};

type Facts = {
  readonly code: ProductCode;
  readonly name: Label;
  readonly grade: Label;
  readonly maker?: Label;
  readonly hsn: Hsn;
};

export type ProductEvent =
  | Event<'ProductRegistered', { product: ProductId; pack: Pack } & Facts>
  | Event<'ProductRenamed', { product: ProductId; name: Label }>
  | Event<'HsnSet', { product: ProductId; hsn: Hsn }>
  | Event<'PackSizeSet', { product: ProductId; pack: Pack }>
  | Event<'ProductDiscontinued', { product: ProductId }>
  /** It was registered in error; what names it already may still be brought to its end. */
  | Event<'ProductWithdrawn', { product: ProductId }>;

export type Product =
  | { readonly status: 'none' }
  | (Facts & { readonly status: 'active' | 'discontinued' | 'withdrawn'; readonly id: ProductId; readonly pack: Pack });

export const Product: Model<Product, ProductEvent> = {
  name: 'product',
  initial: { status: 'none' },
  evolve: (now, event) => {
    if (event.type === 'ProductRegistered') {
      const { product, ...facts } = event.data;
      return { status: 'active', id: product, ...facts };
    }
    if (now.status === 'none') return now;
    switch (event.type) {
      case 'ProductRenamed':
        return { ...now, name: event.data.name };
      case 'HsnSet':
        return { ...now, hsn: event.data.hsn };
      case 'PackSizeSet':
        return { ...now, pack: event.data.pack };
      case 'ProductDiscontinued':
        return { ...now, status: 'discontinued' };
      case 'ProductWithdrawn':
        return { ...now, status: 'withdrawn' };
    }
  },
};

export type Known = Exclude<Product, { readonly status: 'none' }>;

export function exists(product: Product): asserts product is Known {
  found(product.status !== 'none', 'inventory.no-product', 'There is no such product.');
}

/** The same product under the same id is registered once. */
export const register = (now: Product, id: ProductId, facts: Facts & { readonly pack: Pack }): ProductEvent[] => {
  if (now.status === 'none' || now.status === 'withdrawn')
    return [{ type: 'ProductRegistered', data: { product: id, ...facts } }];
  must(now.code === facts.code, 'inventory.product-exists', `There is another product under this id: ${now.code}.`);
  return [];
};

/** What is to be changed about a product; what is left out stays. */
export type Changes = { readonly name?: Label; readonly hsn?: Hsn; readonly pack?: Pack };

export const change = (now: Product, { name, hsn, pack }: Changes): ProductEvent[] => {
  exists(now);
  const events: ProductEvent[] = [];
  if (name !== undefined && name !== now.name) events.push({ type: 'ProductRenamed', data: { product: now.id, name } });
  if (hsn !== undefined && hsn !== now.hsn) events.push({ type: 'HsnSet', data: { product: now.id, hsn } });
  if (pack !== undefined && pack !== now.pack) events.push({ type: 'PackSizeSet', data: { product: now.id, pack } });
  return events;
};

/** It is bought and sold no more; what is in stock may still go. */
export const discontinue = (now: Product): ProductEvent[] => {
  exists(now);
  return now.status === 'discontinued' ? [] : [{ type: 'ProductDiscontinued', data: { product: now.id } }];
};

/** Takes a product off the lists that was registered in error; it may be registered anew. */
export const withdraw = (now: Product, hasLots: boolean): ProductEvent[] => {
  if (now.status === 'none' || now.status === 'withdrawn') return [];
  must(!hasLots, 'inventory.product-in-use', `There are lots of ${now.code}.`);
  return [{ type: 'ProductWithdrawn', data: { product: now.id } }];
};

export type CodeEvent =
  | Event<'ProductCodeTaken', { code: ProductCode; product: ProductId }>
  | Event<'ProductCodeFreed', { code: ProductCode }>;

/** Who has a code. A stream for each, so that no two products are given the same one at the same time. */
export const CodeHolder: Model<{ readonly product?: ProductId }, CodeEvent> = {
  name: 'productCode',
  initial: {},
  evolve: (_, { type, data }) => (type === 'ProductCodeTaken' ? { product: data.product } : {}),
};

export const freeCode = (now: { readonly product?: ProductId }, code: ProductCode, product: ProductId): CodeEvent[] =>
  now.product === product ? [{ type: 'ProductCodeFreed', data: { code } }] : [];

export const takeCode = (now: { readonly product?: ProductId }, code: ProductCode, product: ProductId): CodeEvent[] => {
  must(
    now.product === undefined || now.product === product,
    'inventory.code-taken',
    `The code ${code} belongs to another product.`,
  );
  return now.product === product ? [] : [{ type: 'ProductCodeTaken', data: { code, product } }];
};
