import type { KoaContextWithOIDC } from 'oidc-provider';
import { alert, type Html, html, page } from '../doors/html.ts';
import type { DeviceInfo } from './device-info.ts';

const answer = (ctx: KoaContextWithOIDC, title: string, body: Html): void => {
  ctx.type = 'html';
  ctx.set('cache-control', 'no-store');
  ctx.body = page(title, body);
};

/** A form that the provider has made: fields that travel unseen. */
const made = (form: string): Html => ({ markup: form });

const nameOf = (ctx: KoaContextWithOIDC): string => ctx.oidc.client?.clientName ?? ctx.oidc.client?.clientId ?? 'a program';

export const codeInputPage = (ctx: KoaContextWithOIDC, form: string, _out?: unknown, error?: unknown): void => {
  const wrong = error === undefined ? undefined : 'This code is wrong, or it is too old.';
  answer(
    ctx,
    'Let a device in',
    html`${alert(wrong)}<p>Type the code that the device or the terminal shows.</p>${made(form)}
<button type="submit" form="op.deviceInputForm">Go on</button>`,
  );
};

export const codeConfirmPage = (
  ctx: KoaContextWithOIDC,
  form: string,
  { code, info }: { readonly code: string; readonly info: DeviceInfo },
): void =>
  answer(
    ctx,
    'Is it this code?',
    html`<p>${nameOf(ctx)} asks to be let in. Go on only if you have started it yourself, and it shows this code:</p>
<p><strong><code>${code}</code></strong></p>
<p>The request came from the address ${info.address ?? 'unknown'} (${info.agent ?? 'an unknown program'}).</p>${made(form)}
<button type="submit" form="op.deviceConfirmForm">Yes, go on</button>
<button class="quiet" type="submit" form="op.deviceConfirmForm" value="yes" name="abort">No</button>`,
  );

export const deviceDonePage = (ctx: KoaContextWithOIDC): void =>
  answer(ctx, 'Done', html`<p class="good" role="status">${nameOf(ctx)} is signed in. You can close this page.</p>`);

export const logoutPage = (ctx: KoaContextWithOIDC, form: string): void =>
  answer(
    ctx,
    'Sign out?',
    html`${made(form)}
<button type="submit" form="op.logoutForm" value="yes" name="logout">Yes, sign me out</button>
<button class="quiet" type="submit" form="op.logoutForm">No</button>`,
  );

export const signedOutPage = (ctx: KoaContextWithOIDC): void =>
  answer(ctx, 'Signed out', html`<p class="good" role="status">You are signed out. You can close this page.</p>`);

type Told = { readonly error: string; readonly error_description?: string | undefined };

export const errorPage = (ctx: KoaContextWithOIDC, { error, error_description: more }: Told): void =>
  answer(
    ctx,
    'This did not work',
    html`${alert(more ?? error)}<p>The program that sent you here has to begin anew. For its makers: <code>${error}</code></p>`,
  );
