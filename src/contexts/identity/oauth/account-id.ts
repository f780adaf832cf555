/** An account of the provider: a member of a workspace. */
export const accountId = ({ tenant, actor }: { readonly tenant: string; readonly actor: string }): string => `${tenant}/${actor}`;

export const memberIn = (account: string | undefined): { readonly tenant: string; readonly member: string } | undefined => {
  const [, tenant, member] = /^([^/]+)\/([^/]+)$/.exec(account ?? '') ?? [];
  return tenant !== undefined && member !== undefined ? { tenant, member } : undefined;
};
