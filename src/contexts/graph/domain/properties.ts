import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';
import { fits, isLine, isText } from './characters.ts';

export type PropertyValue =
  | string
  | number
  | boolean
  | null
  | readonly PropertyValue[]
  | { readonly [key: string]: PropertyValue };

/** What a note's front matter says beyond title, tags and aliases: plain data, never instances. */
export type Properties = Brand<{ readonly [key: string]: PropertyValue }, 'Properties'>;

/** Keys count per map, values in the whole, depth in maps and lists with the outermost map as 1. */
export const PROPERTY_LIMITS = { keys: 50, keyLength: 100, stringLength: 1_000, depth: 4, values: 1_000 } as const;

// Refused rather than stored: what is safe in a map of ours may not be in the program that reads our export.
const POLLUTING: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export const Properties = (input: unknown): Properties => {
  check(isMap(input), 'Properties are a map of names and values.');
  const count = { values: 0 };
  return copyMap(input, 1, count) as Properties;
};

export const isPropertyKey = (key: string): boolean =>
  key.trim() !== '' && fits(key, PROPERTY_LIMITS.keyLength) && isLine(key) && !POLLUTING.has(key);

export const isPropertyText = (text: string): boolean => fits(text, PROPERTY_LIMITS.stringLength) && isText(text);

/** A map of plain data: made by a literal or a parser, not by a class. */
export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

type Count = { values: number };

const copyMap = (map: Readonly<Record<string, unknown>>, depth: number, count: Count): Record<string, PropertyValue> => {
  check(depth <= PROPERTY_LIMITS.depth, `Properties are nested at most ${PROPERTY_LIMITS.depth} deep.`);
  const keys = Object.keys(map);
  check(keys.length <= PROPERTY_LIMITS.keys, `Properties have at most ${PROPERTY_LIMITS.keys} names.`);
  check(
    keys.every(isPropertyKey),
    `A property's name has 1 to ${PROPERTY_LIMITS.keyLength} characters, is one line, and none of ${[...POLLUTING].join(', ')}.`,
  );
  return Object.fromEntries(keys.map((key) => [key, copy(map[key], depth + 1, count)]));
};

const copy = (value: unknown, depth: number, count: Count): PropertyValue => {
  count.values += 1;
  check(count.values <= PROPERTY_LIMITS.values, `Properties hold at most ${PROPERTY_LIMITS.values} values.`);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    check(Number.isFinite(value), 'A number among the properties is finite.');
    return value + 0; // -0 would not survive JSON
  }
  if (typeof value === 'string') {
    check(
      isPropertyText(value),
      `A text among the properties has at most ${PROPERTY_LIMITS.stringLength} characters and no NUL.`,
    );
    return value;
  }
  if (Array.isArray(value)) {
    check(depth <= PROPERTY_LIMITS.depth, `Properties are nested at most ${PROPERTY_LIMITS.depth} deep.`);
    return Array.from(value, (item: unknown) => copy(item, depth + 1, count));
  }
  check(isMap(value), 'A property is a text, a number, true, false, null, a list or a map of these.');
  return copyMap(value, depth, count);
};

const check: (holds: boolean, sentence: string) => asserts holds = (holds, sentence) =>
  valid(holds, 'graph.bad-properties', sentence);
