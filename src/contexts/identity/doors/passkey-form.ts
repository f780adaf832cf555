import { field, hidden, type Html, html } from './html.ts';

/** A form that asks an authenticator before it is sent. Where the browser has none, the script hides it. */
export const passkeyForm = (
  kind: 'get' | 'create',
  fields: Readonly<Record<string, string | undefined>>,
  hasPassword = false,
): Html => html`
<form method="post" action="${kind === 'get' ? '/sign-in/passkey' : '/account/passkeys'}" data-passkey="${kind}" hidden>
${hidden({ ...fields, response: '' })}
${kind === 'create' && field({ name: 'label', label: 'A name for it', autocomplete: 'off', value: 'This device' })}
${hasPassword && field({ name: 'password', id: 'passkey-password', label: 'Your password, to add one', type: 'password', autocomplete: 'current-password' })}
<button class="quiet">${kind === 'get' ? 'Sign in with a passkey' : 'Add a passkey'}</button>
<p class="bad" role="alert" hidden></p>
</form>
<script src="/sign-in/passkey.js"></script>`;

/** Asks the authenticator when such a form is sent, and sends it on with the answer. */
export const passkeyScript = `for (const form of document.querySelectorAll('form[data-passkey]')) {
  const says = form.querySelector('[role=alert]');
  form.hidden = typeof PublicKeyCredential?.parseRequestOptionsFromJSON !== 'function';
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    says.hidden = true;
    try {
      const answer = await fetch(form.action + '/begin', { method: 'POST', body: new URLSearchParams(new FormData(form)) });
      const options = await answer.json();
      if (!answer.ok) throw new Error(options.sentence ?? 'This did not work. Please try again.');
      const credential = form.dataset.passkey === 'create'
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements.response.value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      says.textContent = error.message;
      says.hidden = false;
    }
  });
}
`;
