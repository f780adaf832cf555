import { Type as t } from 'typebox';
import { found } from '#kernel/rejection';
import { command } from '#platform/feature';

export const forgetSubject = command({
  name: 'platform.forgetSubject',
  summary:
    'Destroys the key of a person: nothing personal of them can be read again, and events, positions and sums stay as they are.',
  access: 'platform:admin',
  input: t.Object({ subject: t.String({ minLength: 1, maxLength: 100, description: 'the id of the person' }) }),
  output: t.Object({}),
  run: async ({ subject }, { personal }) => {
    found(await personal.forget(subject), 'personal.no-subject', `Nothing personal is known of ${subject}.`);
    return {};
  },
});
