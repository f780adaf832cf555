import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import { cut, isText } from '../domain/characters.ts';
import { isPropertyKey, PROPERTY_LIMITS, type PropertyValue } from '../domain/properties.ts';
import type { Report } from './problems.ts';

/** The line, from 1 in the note, of an offset in its YAML. */
export type Lines = (offset: number) => number;

type Reading = { readonly lines: Lines; readonly report: Report; values: number };

/** The map as plain data within `PROPERTY_LIMITS`: what is too long is cut, what is too deep or too much left out, and reported. */
export const plainMap = (map: YAMLMap, lines: Lines, report: Report): Readonly<Record<string, PropertyValue>> =>
  read(map, 1, { lines, report, values: 0 });

const read = (map: YAMLMap, depth: number, reading: Reading): Record<string, PropertyValue> => {
  const entries = new Map<string, PropertyValue>();
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? String(key.source ?? key.value) : '';
    const told = (message: string) => tell(reading, isScalar(key) ? key : map, message);
    if (!isPropertyKey(name))
      told(`The property "${cut(name.toWellFormed(), 40)}" is left out: its name is not a plain line of text.`);
    else if (entries.size >= PROPERTY_LIMITS.keys && !entries.has(name))
      told(`Properties beyond the first ${PROPERTY_LIMITS.keys} are left out.`);
    else {
      const plain = valueOf(value, { name, depth: depth + 1 }, reading);
      if (entries.has(name)) told(`The property "${name}" stands twice; the last one counts.`);
      if (plain !== undefined) entries.set(name, plain);
    }
    if (reading.values > PROPERTY_LIMITS.values) break;
  }
  return Object.fromEntries(entries);
};

type Place = { readonly name: string; readonly depth: number };

const valueOf = (node: unknown, { name, depth }: Place, reading: Reading): PropertyValue | undefined => {
  const leftOut = (reason: string) => tell(reading, node, `A value of the property "${name}" is left out: ${reason}.`);
  reading.values += 1;
  if (reading.values > PROPERTY_LIMITS.values) return leftOut(`there are more than ${PROPERTY_LIMITS.values} values`);
  if (node === null) return null;
  if (isScalar(node)) return scalar(node, name, reading);
  if (isAlias(node)) return leftOut('it refers to an anchor, which notes do not have');
  if (depth > PROPERTY_LIMITS.depth) return leftOut(`it is nested more than ${PROPERTY_LIMITS.depth} deep`);
  if (isMap(node)) return read(node, depth, reading);
  if (!isSeq(node)) return leftOut('it is neither text, number, list nor map');
  const items: PropertyValue[] = [];
  for (const item of node.items) {
    const plain = isPair(item) ? leftOut('it is a pair outside a map') : valueOf(item, { name, depth: depth + 1 }, reading);
    if (plain !== undefined) items.push(plain);
    if (reading.values > PROPERTY_LIMITS.values) break;
  }
  return items;
};

const scalar = (node: Scalar, name: string, reading: Reading): PropertyValue | undefined => {
  const { value } = node;
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' && isExact(value, node.source)) return value + 0; // -0 would not survive JSON
  const text = typeof value === 'string' ? value : (node.source ?? '');
  if (!isText(text))
    return tell(reading, node, `A text of the property "${name}" is left out: it holds NUL or half of a surrogate pair.`);
  const short = cut(text, PROPERTY_LIMITS.stringLength);
  if (short !== text)
    tell(reading, node, `A text of the property "${name}" is cut after ${PROPERTY_LIMITS.stringLength} characters.`);
  return short;
};

// 0123 and 12345678901234567890 are somebody's identifiers: as numbers they would come back changed.
const isExact = (value: number, source = ''): boolean =>
  Number.isFinite(value) && !/^[-+]?0\d/.test(source) && (!Number.isInteger(value) || Number.isSafeInteger(value));

const tell = ({ lines, report }: Reading, node: unknown, message: string): undefined => {
  const offset = isNode(node) ? node.range?.[0] : undefined;
  report(offset === undefined ? { message } : { line: lines(offset), message });
};

const isNode = (node: unknown): node is Node => isScalar(node) || isMap(node) || isSeq(node) || isAlias(node);
