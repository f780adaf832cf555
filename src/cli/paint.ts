import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];
export type Paint = (text: string) => string;

// `stream` makes it ask for a terminal and respect NO_COLOR and FORCE_COLOR.
const on =
  (stream: NodeJS.WriteStream, style: Style): Paint =>
  (text) =>
    text === '' ? text : styleText(style, text, { stream });

const palette = (stream: NodeJS.WriteStream) =>
  ({
    strong: on(stream, 'bold'),
    faint: on(stream, 'dim'),
    good: on(stream, 'green'),
    warn: on(stream, 'yellow'),
    bad: on(stream, 'red'),
    accent: on(stream, 'cyan'),
    mark: on(stream, ['bold', 'yellow']),
  }) as const;

/** Colours for the answer, on stdout. */
export const paint = palette(process.stdout);
/** Colours for messages, on stderr. */
export const paintMessage = palette(process.stderr);
