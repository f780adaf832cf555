/**
 * A document as JSON Schema 2020-12 writes it, which OpenAPI 3.1 asks for: typebox describes a tuple by `items`, as draft 07 did;
 * since 2020-12 that is `prefixItems`, and `items` says what may follow.
 */
export const asJsonSchema2020 = (document: unknown): unknown => {
  if (Array.isArray(document)) return document.map(asJsonSchema2020);
  if (typeof document !== 'object' || document === null) return document;
  const translated = Object.fromEntries(Object.entries(document).map(([name, part]) => [name, asJsonSchema2020(part)]));
  if (!Array.isArray(translated['items'])) return translated;
  const { items, additionalItems, ...others } = translated;
  return { ...others, prefixItems: items, ...(additionalItems !== undefined && { items: additionalItems }) };
};
