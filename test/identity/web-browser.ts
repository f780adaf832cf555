/** A browser that keeps cookies, follows redirections and sends forms, over real connections. */
export type WebBrowser = {
  /** Goes to an address, as a link or with a form; stops at a page, or at an address outside of the server. */
  readonly go: (address: string, form?: Readonly<Record<string, string>>) => Promise<WebPage>;
};

export type WebPage = {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  /** Sends the page's first form, with its hidden fields and these. */
  readonly send: (fields?: Readonly<Record<string, string>>) => Promise<WebPage>;
};

/** `others`: further servers that it goes on to without stopping. */
export const webBrowser = (base: string, ...others: readonly string[]): WebBrowser => {
  // Unlike in a browser, servers on two ports of this machine are two sites.
  const cookies = new Map<string, { readonly value: string; readonly path: string; readonly origin: string }>();

  const cookieFor = ({ pathname, origin: at }: URL): string =>
    [...cookies]
      .filter(([, { path, origin }]) => pathname.startsWith(path) && origin === at)
      .map(([name, { value }]) => `${name.split(' ')[1]}=${value}`)
      .join('; ');

  const keep = (lines: readonly string[], origin: string): void => {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const path = /; ?path=([^;]+)/i.exec(line)?.[1] ?? '/';
      if (value === '' || /max-age=0/i.test(line) || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(`${origin} ${name}`);
      else cookies.set(`${origin} ${name}`, { value, path, origin });
    }
  };

  const go: WebBrowser['go'] = async (address, form) => {
    let url = new URL(address, base);
    let body = form && new URLSearchParams(form);
    for (let step = 0; step < 20; step++) {
      const answer = await fetch(url, {
        method: body ? 'POST' : 'GET',
        redirect: 'manual',
        headers: { cookie: cookieFor(url), 'user-agent': 'Test/1.0', ...(body && { 'sec-fetch-site': 'same-origin' }) },
        ...(body && { body }),
      });
      keep(answer.headers.getSetCookie(), url.origin);
      const text = await answer.text();
      const next =
        answer.headers.get('location') ??
        /http-equiv="refresh" content="0;url=([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
      if (next === undefined) return page(url, answer.status, text);
      url = new URL(next, url);
      body = undefined;
      if (![base, ...others].includes(url.origin)) return page(url, 0, '');
    }
    throw new Error(`Too many redirections, last to ${url.href}.`);
  };

  const page = (url: URL, status: number, text: string): WebPage => ({
    url: url.href,
    status,
    text,
    send: (fields = {}) => {
      const form = /<form[^>]*action="([^"]*)"[^>]*>([^]*?)<\/form>/.exec(text);
      if (!form) throw new Error(`There is no form at ${url.href}: ${text}`);
      const hidden = [...(form[2] ?? '').matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
      const given = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]));
      return go(new URL((form[1] ?? '').replaceAll('&amp;', '&'), url).href, { ...given, ...fields });
    },
  });
  return { go };
};
