import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { TemplateId } from '../domain/id.ts';
import { exists, remove, Template } from '../domain/template.ts';

export const deleteTemplate = command({
  name: 'deals.deleteTemplate',
  summary: 'Deletes a template. Deals that were entered by it stay as they are.',
  access: 'deals:write',
  public: true,
  input: t.Object({ id: Id }),
  output: t.Object({}),
  run: ({ id }, { events }) =>
    events.decide(
      { template: [Template, TemplateId(id)] },
      ({ template }) => {
        exists(template);
        return { template: remove(template) };
      },
      () => ({}),
    ),
});
