import { connect } from 'node:net';
import { connect as connectSecure } from 'node:tls';

const timeoutMs = 1_500;
const ports = { 'smtp:': 587, 'smtps:': 465 };

/** Rejects unless a mail server greets at `smtp[s]://…@host:port`. Nothing is sent, and nobody signs in. */
export const mailAnswers = (smtp: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const url = new URL(smtp);
    const isSecure = url.protocol === 'smtps:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port) || ports[isSecure ? 'smtps:' : 'smtp:'];
    const socket = isSecure ? connectSecure({ host, port }) : connect({ host, port });
    const refuse = (reason: string) => {
      socket.destroy();
      reject(new Error(`The mail server ${reason}.`));
    };
    socket.setTimeout(timeoutMs, () => refuse('does not answer'));
    socket.on('error', () => refuse('cannot be reached'));
    socket.once('end', () => refuse('closed the connection'));
    socket.once('data', (greeting) => {
      if (!greeting.toString('latin1').startsWith('220')) return refuse('refuses connections');
      socket.end('QUIT\r\n');
      resolve();
    });
  });
