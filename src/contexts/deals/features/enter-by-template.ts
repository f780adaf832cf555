import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { TemplateId } from '../domain/id.ts';
import { exists, Template } from '../domain/template.ts';
import { enterDeal } from './enter-deal.ts';
import { TermsTemplate } from './terms-input.ts';

export const enterByTemplate = command({
  name: 'deals.enterByTemplate',
  summary: 'Enters a deal by a template: what is said here comes first, the rest is taken from there.',
  access: 'deals:write',
  public: true,
  answers: 201,
  input: t.Object({ template: Id, id: t.Optional(Id), draft: t.Boolean({ default: false }), ...TermsTemplate.properties }),
  output: enterDeal.output,

  run: async ({ template, ...said }, { events, call }) => {
    const { state } = await events.read(Template, TemplateId(template));
    exists(state);
    // How goods are found is one question: lots that are named take the place of an order to look for them, and the other way round.
    const { sources, fill, ...others } = state.terms as TermsTemplate; // as its schema was when it was saved
    const isFound = said.sources !== undefined || said.fill !== undefined;
    const found = isFound ? {} : { ...(sources !== undefined && { sources }), ...(fill !== undefined && { fill }) };
    return call(enterDeal, { ...others, ...found, ...said });
  },
});
