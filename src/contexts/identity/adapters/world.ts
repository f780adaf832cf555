import type { World } from '../ports.ts';
import { argon2 } from './argon2.ts';
import { attemptsInMemory } from './attempts.ts';
import { printedMail, smtpMail } from './mail.ts';
import { queue } from './queue.ts';
import { secrets } from './secrets.ts';
import { totp } from './totp.ts';

type Settings = { readonly smtp?: string; readonly mailFrom?: string };

/** The real things behind the ports. */
export const world = ({ smtp, mailFrom = 'Almanac <almanac@localhost>' }: Settings, print: (text: string) => void): World => ({
  secrets,
  passwords: argon2(),
  mail: smtp === undefined ? printedMail(print) : smtpMail(smtp, mailFrom),
  totp,
  attempts: attemptsInMemory(),
  atTheDoor: queue({ working: 2, waiting: 200 }),
});
