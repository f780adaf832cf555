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

/** A whole page: plain, readable in any browser, without a script, and still readable where its style sheet does not load. */
export const page = (title: string, body: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Almanac</title>
<link rel="stylesheet" href="/pages.css">
</head>
<body><main><h1>${title}</h1>${body}</main></body>
</html>
`.markup;

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
