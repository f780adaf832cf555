import type { Mail } from '../ports.ts';

/** Sends through an SMTP server: `smtp[s]://user:password@host:port`. */
export const smtpMail = (url: string, from: string): Mail => {
  // Loaded with the first letter: a start can do without.
  const connect = async () => (await import('nodemailer')).createTransport(url, { from });
  let transport: ReturnType<typeof connect> | undefined;
  return {
    send: async ({ to, subject, text }) => {
      await (await (transport ??= connect())).sendMail({ to, subject, text });
    },
  };
};

/** Without a mail server, whoever runs Almanac reads the letters and passes them on. */
export const printedMail = (print: (text: string) => void): Mail => ({
  send: async ({ to, subject, text }) => {
    const indented = text.replaceAll(/^/gm, '    ');
    print(`\n  No mail server is set (ALMANAC_SMTP), so here is the letter to ${to}:\n\n    ${subject}\n\n${indented}\n`);
  },
});
