/** Text that is markup already. */
export type Html = { readonly markup: string };

type Part = Html | string | number | undefined | false | readonly Html[];

/** Markup with values in it; every value that is no markup itself is escaped. */
export const html = (strings: TemplateStringsArray, ...values: readonly Part[]): Html => ({
  markup: strings.reduce((before, part, index) => `${before}${written(values[index - 1])}${part}`),
});

const written = (value: Part): string => {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
};

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');

/** A whole page: plain, readable in any browser, without a script. */
export const page = (title: string, body: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Almanac</title>
<style>${style}</style>
</head>
<body><main><h1>${title}</h1>${body}</main></body>
</html>
`.markup;

const style: Html = {
  markup: `
:root { --ink: #1d2129; --paper: #fbfaf7; --line: #8b909a; --accent: #1f5fa8; --bad: #a11d1d; font: 17px/1.5 system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e7e1; --paper: #191b1f; --line: #767c88; --accent: #8bb8ee; --bad: #ff9d94; } }
body { margin: 0; background: var(--paper); color: var(--ink); }
main { max-width: 26rem; margin: 0 auto; padding: 12vh 1.25rem 4rem; }
h1 { font-size: 1.6rem; font-weight: 600; margin: 0 0 1.25rem; } h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 500; }
input:not([type=hidden]) { box-sizing: border-box; width: 100%; padding: .6rem .7rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .4rem; }
button { margin: 1.25rem .75rem 0 0; padding: .6rem 1.1rem; font: inherit; font-weight: 600; color: var(--paper); background: var(--accent); border: 0; border-radius: .4rem; cursor: pointer; }
button.quiet { color: var(--ink); background: transparent; border: 1px solid var(--line); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
a { color: var(--accent); } code { overflow-wrap: anywhere; } small { display: block; margin-top: .25rem; opacity: .8; }
.bad { color: var(--bad); border-left: 4px solid var(--bad); padding-left: .75rem; }
.good { border-left: 4px solid var(--accent); padding-left: .75rem; }
ul { padding-left: 1.1rem; } li { margin: .3rem 0; }`,
};

type Field = {
  readonly name: string;
  /** Where the name alone stands on a page twice. */
  readonly id?: string;
  readonly label: string;
  readonly type?: string;
  readonly autocomplete: string;
  readonly value?: string | undefined;
  readonly hint?: string;
  readonly optional?: boolean;
};

/** A labelled input. */
export const field = ({ name, id = name, label, type = 'text', autocomplete, value, hint, optional }: Field): Html => html`
<label for="${id}">${label}</label>
<input id="${id}" name="${name}" type="${type}" autocomplete="${autocomplete}"${
  value !== undefined && html` value="${value}"`
}${!optional && html` required`}${hint !== undefined && html` aria-describedby="${id}-hint"`}>${
  hint !== undefined && html`<small id="${id}-hint">${hint}</small>`
}`;

/** What travels with a form unseen. */
export const hidden = (fields: Readonly<Record<string, string | undefined>>): readonly Html[] =>
  Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [html`<input type="hidden" name="${name}" value="${value}">`],
  );

/** Read out at once by those who listen to the page. */
export const alert = (text: string | undefined): Html | undefined =>
  text === undefined ? undefined : html`<p class="bad" role="alert">${text}</p>`;
