import type { World } from '../ports.ts';
import { argon2 } from './argon2.ts';
import { attemptsInMemory, attemptsInRedis, type OpenRedis } from './attempts.ts';
import { printedMail, smtpMail } from './mail.ts';
import { outsideProvider, type OutsideSettings } from './outside.ts';
import { passkeys } from './passkeys.ts';
import { queue } from './queue.ts';
import { secrets } from './secrets.ts';
import { totp } from './totp.ts';

type Settings = {
  readonly smtp?: string;
  readonly mailFrom?: string;
  readonly outside?: OutsideSettings;
  readonly openRedis?: OpenRedis | undefined;
};

/** The real things behind the ports. */
export const world = (
  { smtp, mailFrom = 'Almanac <almanac@localhost>', outside, openRedis }: Settings,
  print: (text: string) => void,
): World => ({
  secrets,
  passwords: argon2(),
  mail: smtp === undefined ? printedMail(print) : smtpMail(smtp, mailFrom),
  totp,
  passkeys,
  attempts: openRedis === undefined ? attemptsInMemory() : attemptsInRedis(openRedis),
  ...(outside && { outside: outsideProvider(outside) }),
  atTheDoor: queue({ working: 2, waiting: 200 }),
});
