import type { Brand } from '#kernel/brand';
import { valid } from '#kernel/rejection';

/** A password that may be set, as somebody typed it: taken whole, never changed, cut or told. */
export type NewPassword = Brand<string, 'NewPassword'>;

export const PASSWORD_LENGTH = { least: 10, most: 256 } as const;

type Surroundings = {
  /** Whether the list of the commonest passwords has it. */
  readonly isCommon: (password: string) => boolean;
  /** What belongs to the person: name and address. */
  readonly about: readonly string[];
};

/** A new password: long enough, none of the commonest, and not made of what everybody knows of its owner. */
export const NewPassword = (text: string, { isCommon, about }: Surroundings): NewPassword => {
  const { least, most } = PASSWORD_LENGTH;
  valid(
    new RegExp(`^.{${least},${most}}$`, 'su').test(text),
    'identity.bad-password',
    `A password has ${least} to ${most} characters. A few words in a row do well.`,
  );
  const plain = text.toLowerCase();
  valid(!isCommon(plain), 'identity.common-password', 'This password is among the commonest there are. Please choose another.');
  const known = about.flatMap((fact) => fact.toLowerCase().split(/[\s@]+/)).filter((word) => word.length >= 4);
  const bare = known.reduce((rest, word) => rest.replaceAll(word, ''), plain).replaceAll(/[^\p{L}]/gu, '');
  valid(
    bare.length >= 4,
    'identity.guessable-password',
    'Apart from your name and address there is too little in this password. Please choose another.',
  );
  return text as NewPassword;
};
