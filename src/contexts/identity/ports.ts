import type { NewPassword } from './domain/password.ts';

/** Random secrets, and what is kept of them. */
export type Secrets = {
  /** The prefix and 256 random bits. */
  readonly make: (prefix: string) => string;
  /** SHA-256, hexadecimal. */
  readonly hash: (secret: string) => string;
  /** 120 random bits, written so that people can copy them: lower case, in groups. */
  readonly makeRecoveryCode: () => string;
};

/** Does one piece of work after the other; what does not fit into the queue is rejected as busy. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Hashes passwords, one after the other, in a process that gets what the server leaves over. */
export type Passwords = {
  readonly hash: (password: NewPassword) => Promise<string>;
  /** Whether the password is the hashed one; without a hash it takes as long to say no. */
  readonly verify: (hash: string | undefined, password: string) => Promise<boolean>;
  /** The 10,000 commonest, in lower case. */
  readonly commonest: () => Promise<ReadonlySet<string>>;
};

export type Letter = { readonly to: string; readonly subject: string; readonly text: string };

export type Mail = { readonly send: (letter: Letter) => Promise<void> };

/** Time-based codes (RFC 6238): SHA-1, six digits, 30 seconds, as every authenticator app reads them. */
export type Totp = {
  readonly makeSecret: () => string;
  /** What an authenticator app takes, as an image or by hand. */
  readonly uri: (secret: string, account: string) => string;
  /** The step (half minutes since 1970) that a code stands for, one step off at most; undefined when it is wrong. */
  readonly stepOf: (secret: string, code: string, at: Date) => number | undefined;
};

/** One attempt to sign in: from which address, at which account, and from which browser, when it has signed in there before. */
export type Attempt = { readonly address: string; readonly account: string; readonly browser: string | undefined };

/** Counts attempts: at an account before anything is looked at, so that many at once are counted too; from an address when they have failed. */
export type Attempts = {
  /** Rejects as busy when there have been too many. */
  readonly take: (attempt: Attempt) => Promise<void>;
  readonly failed: (attempt: Attempt) => Promise<void>;
  /** Gives the attempt back. */
  readonly succeeded: (attempt: Attempt) => Promise<void>;
  /** Lets go of what it counts in. */
  readonly close: () => Promise<void>;
};

/** A passkey as it is kept. */
export type Passkey = {
  readonly id: string;
  /** COSE. */
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
};

/** What an answer of an authenticator is held against: our address, and whether it was asked for just this. */
type Expected = { readonly site: string; readonly isAsked: (challenge: string) => Promise<boolean> };

/** What the browser hands to an authenticator. */
type AuthenticatorOptions = { readonly challenge: string };

/** WebAuthn. Answers of authenticators come as the JSON that the browser makes of them; one that does not hold is rejected. */
export type Passkeys = {
  readonly askToCreate: (ask: {
    readonly site: string;
    readonly user: { readonly id: string; readonly name: string };
    readonly present: readonly string[];
  }) => Promise<AuthenticatorOptions>;
  readonly created: (response: string, expected: Expected) => Promise<Passkey>;
  readonly askToSign: (site: string) => Promise<AuthenticatorOptions>;
  /** Which passkey an answer says it is of. */
  readonly idIn: (response: string) => string;
  /** The counter that it has come to. */
  readonly signed: (response: string, expected: Expected & { readonly passkey: Passkey }) => Promise<number>;
};

/** Whom an outside provider says somebody is; an address only if it has been confirmed there. */
export type OutsideAccount = { readonly issuer: string; readonly subject: string; readonly email?: string };

/** A sign-in at an outside provider: what must come back with it. */
export type OutsideStep = { readonly state: string; readonly nonce: string; readonly verifier: string };

/** An outside OpenID provider. */
export type Outside = {
  readonly name: string;
  /** Where to send the browser, which comes back to this address. */
  readonly begin: (back: string) => Promise<OutsideStep & { readonly address: string }>;
  /** Who came back, at that address with its query. Rejects unless the provider confirms it. */
  readonly finish: (address: string, step: OutsideStep) => Promise<OutsideAccount>;
};

/** What identity needs of the world. */
export type World = {
  readonly secrets: Secrets;
  readonly passwords: Passwords;
  readonly mail: Mail;
  readonly totp: Totp;
  readonly passkeys: Passkeys;
  readonly attempts: Attempts;
  /** Absent: people sign in here only. */
  readonly outside?: Outside;
  /** The few who are being let in at the same time: a storm of log-ins leaves the server to the others. */
  readonly atTheDoor: InTurn;
};
