import { Type as t } from 'typebox';
import type { Sealed } from '#kernel/sealed';
import type { Ports } from '#platform/feature';
import { NewPassword } from '../domain/password.ts';
import type { World } from '../ports.ts';

export const PasswordInput = t.String({ maxLength: 1_024 });

type Owner = { readonly name: Sealed | null; readonly email: Sealed | null };

/** The hash of a password that its owner may choose. */
export const hashNewPassword = async (
  { passwords }: World,
  { personal }: Ports,
  { password, owner }: { readonly password: string; readonly owner: Owner },
): Promise<string> => {
  const sealed = [owner.name, owner.email].filter((value) => value !== null);
  const about = (await personal.open(sealed)).filter((fact) => fact !== undefined);
  const common = await passwords.commonest();
  return passwords.hash(NewPassword(password, { isCommon: (text) => common.has(text), about }));
};
