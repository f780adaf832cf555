import { isMap, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import type { PropertyValue } from '../domain/properties.ts';
import type { Problem, Report } from './problems.ts';
import { type Lines, plainMap } from './yaml-values.ts';

export type FrontMatter = {
  /** Where the text behind it begins; 0 when there is none. */
  readonly end: number;
  readonly values: Readonly<Record<string, PropertyValue>>;
};

/** The longest front matter that is read, in UTF-16 units; the longest of all vaults tried has under 10,000. */
export const FRONT_MATTER_LENGTH = 65_536;
/** Brackets, indents and the like that may stand open at once: the YAML parser calls itself for each. */
const DEPTH = 64;

const OPENING = /^\uFEFF?---[ \t]*\r?\n/;
const CLOSING = /^---[ \t]*\r?(?:\n|$)/gm;
const none: FrontMatter = { end: 0, values: {} };

/** The YAML between two lines of `---` at the start of a note. Where that is malformed the note has none, and a problem is reported. */
export const frontMatter = (source: string, report: Report): FrontMatter => {
  const start = OPENING.exec(source)?.[0].length;
  if (start === undefined) return none;
  CLOSING.lastIndex = start;
  const closing = CLOSING.exec(source);
  if (!closing) return none;
  const yaml = source.slice(start, closing.index);
  const parsed = yaml.trim() === '' ? undefined : parse(yaml);
  if (parsed && 'problem' in parsed) {
    report(parsed.problem);
    return none;
  }
  return { end: CLOSING.lastIndex, values: parsed ? plainMap(parsed.map, parsed.lines, report) : {} };
};

type Parsed = { readonly map: YAMLMap; readonly lines: Lines } | { readonly problem: Problem };

const parse = (yaml: string): Parsed => {
  if (yaml.length > FRONT_MATTER_LENGTH)
    return malformed(`it is longer than ${FRONT_MATTER_LENGTH.toLocaleString('en')} characters`);
  if (isDeep(yaml)) return malformed(`it is nested more than ${DEPTH} deep`);
  const lines = new LineCounter();
  // Unique keys are compared each with each, which takes seconds for a hostile map; aliases are never resolved.
  const document = parseDocument(yaml, {
    schema: 'core',
    uniqueKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
    lineCounter: lines,
  });
  const lineOf = (offset: number) => lines.linePos(offset).line + 1; // the opening line of the front matter is line 1
  const [error] = document.errors;
  if (error) return malformed(error.message, lineOf(error.pos[0]));
  if (document.contents === null) return malformed('it holds no names and values', 1);
  return isMap(document.contents)
    ? { map: document.contents, lines: lineOf }
    : malformed('it is not a list of names and values', 1);
};

const malformed = (reason: string, line = 1): Parsed => ({
  problem: { line, message: `The front matter is kept as plain text: ${reason.replace(/\.$/, '')}.` },
});

const isDeep = (yaml: string): boolean => {
  let open = 0;
  for (const { 0: sign } of yaml.matchAll(/[[\]{}]/g)) {
    open = Math.max(0, open + (sign === '[' || sign === '{' ? 1 : -1));
    if (open > DEPTH) return true;
  }
  return new RegExp(`^[ \\t]{${4 * DEPTH},}\\S|^[ \\t]*(?:[-?:!&][^ \\t\\r\\n]*[ \\t]+){${DEPTH},}`, 'm').test(yaml);
};
