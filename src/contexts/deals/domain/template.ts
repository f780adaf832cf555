import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found } from '#kernel/rejection';
import type { Label } from '#kernel/trade/label';
import type { TemplateId } from './id.ts';

/** What deals that come again and again have in common, as it is entered; what it means is worked out when a deal is entered by it. */
export type Saved = { readonly name: Label; readonly terms: object };

export type TemplateEvent =
  | Event<'TemplateSaved', { template: TemplateId } & Saved>
  | Event<'TemplateDeleted', { template: TemplateId }>;

export type Template = { readonly status: 'none' | 'deleted' } | ({ readonly status: 'saved'; readonly id: TemplateId } & Saved);

export const Template: Model<Template, TemplateEvent> = {
  name: 'dealTemplate',
  initial: { status: 'none' },
  evolve: (_, event) => {
    if (event.type === 'TemplateDeleted') return { status: 'deleted' };
    const { template, ...saved } = event.data;
    return { status: 'saved', id: template, ...saved };
  },
};

export function exists(template: Template): asserts template is Extract<Template, { readonly status: 'saved' }> {
  found(template.status === 'saved', 'deals.no-template', 'There is no such template.');
}

/** Saves a template, or saves it anew. */
export const save = (now: Template, template: TemplateId, saved: Saved): TemplateEvent[] => {
  const same = now.status === 'saved' && now.name === saved.name && JSON.stringify(now.terms) === JSON.stringify(saved.terms);
  return same ? [] : [{ type: 'TemplateSaved', data: { template, ...saved } }];
};

export const remove = (now: Template): TemplateEvent[] =>
  now.status === 'saved' ? [{ type: 'TemplateDeleted', data: { template: now.id } }] : [];
