/** A kind of master data: what takes it, the fields of a row and what their columns are often called. */
export type Kind = {
  readonly feature: string;
  /** What takes back what the same table has brought in. */
  readonly undo: string;
  readonly summary: string;
  readonly examples: readonly string[];
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly needed: readonly string[];
  /** Fields that hold days. */
  readonly days?: readonly string[];
};

const told =
  'What makes no sense is told by line; the rest is loaded. Run again, it changes nothing; with --undo it takes back what is not in use yet.';

export const kinds: Readonly<Record<string, Kind>> = {
  parties: {
    feature: 'customers.loadParties',
    undo: 'customers.withdrawParties',
    summary: `Register parties from a CSV or XLSX file: name, roles, and gstin or state; limit. ${told}`,
    examples: [
      'almanac load parties customers.csv --dry-run',
      'almanac load parties customers.xlsx --map name="Party name" roles=Type',
    ],
    names: {
      name: ['name', 'party', 'customer', 'company', 'firm'],
      gstin: ['gstin', 'gst', 'gstnumber', 'gstno'],
      state: ['state', 'statecode'],
      roles: ['roles', 'role', 'type', 'kind'],
      limit: ['limit', 'creditlimit', 'credit'],
    },
    needed: ['name', 'roles'],
  },
  products: {
    feature: 'inventory.loadProducts',
    undo: 'inventory.withdrawProducts',
    summary: `Register products from a CSV or XLSX file: code, name, grade, hsn; maker, pack (kg of a bag). ${told}`,
    examples: ['almanac load products products.xlsx --dry-run'],
    names: {
      code: ['code', 'productcode', 'sku', 'item'],
      name: ['name', 'product', 'productname', 'description'],
      grade: ['grade'],
      hsn: ['hsn', 'hsncode'],
      maker: ['maker', 'manufacturer', 'producer', 'company'],
      pack: ['pack', 'packkg', 'bag', 'bagkg'],
    },
    needed: ['code', 'name', 'grade', 'hsn'],
  },
  lots: {
    feature: 'inventory.loadBalances',
    undo: 'inventory.withdrawBalances',
    summary: `Take opening balances into the books from a CSV or XLSX file: product (its code), lot, kg, warehouse, cost (rupees per kg); received, expires. ${told}`,
    examples: [
      'almanac load lots stock.xlsx --dry-run',
      'almanac load lots stock.xlsx --undo',
      'almanac load lots stock.csv --map lot="Batch no"',
    ],
    names: {
      product: ['product', 'productcode', 'code', 'item'],
      lot: ['lot', 'lotno', 'batch', 'batchno'],
      kg: ['kg', 'quantity', 'quantitykg', 'qty', 'weight'],
      warehouse: ['warehouse', 'location', 'godown', 'place'],
      cost: ['cost', 'costperkg', 'rate', 'rateperkg'],
      received: ['received', 'receivedon', 'date'],
      expires: ['expires', 'expireson', 'expiry'],
    },
    needed: ['product', 'lot', 'kg', 'warehouse', 'cost'],
    days: ['received', 'expires'],
  },
};
