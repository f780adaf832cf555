import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import type { Sealed } from '#kernel/sealed';

/** From where, sealed for the member that it speaks of. */
type From = { readonly from?: Sealed };

export type AccountEvent =
  | Event<
      'SignedIn',
      {
        member: string;
        how: 'password' | 'code' | 'recovery-code' | 'invitation' | 'set-up' | 'outside' | 'passkey' | 'link';
      } & From
    >
  | Event<'SignInRefused', { member?: string; why: 'unknown' | 'password' | 'code' | 'disabled' } & From>
  | Event<'SignedOut', { member: string }>
  | Event<'SessionsEnded', { member: string; session?: string }>
  | Event<'ResetAsked', { member?: string } & From>
  | Event<'AddressAsked', { member: string; email: Sealed; print: string }>
  | Event<'PasswordSet', { member: string; how: 'invitation' | 'set-up' | 'reset' | 'own' }>
  | Event<'PasskeyAdded', { member: string; passkey: string }>
  | Event<'PasskeyRemoved', { member: string; passkey: string }>
  | Event<'OutsideLinked', { member: string; issuer: string }>
  | Event<'OutsideUnlinked', { member: string; issuer: string }>
  | Event<'ClientAllowed', { member: string; client: string; scopes: readonly string[] }>
  | Event<'ClientsEnded', { member: string; client?: string }>
  | Event<'SecondFactorSet', { member: string }>
  | Event<'SecondFactorRemoved', { member: string }>;

/** What happened at the door to one account: kept for those who look back, no decision asks for it. */
export const Account: Model<null, AccountEvent> = { name: 'account', initial: null, evolve: () => null };
