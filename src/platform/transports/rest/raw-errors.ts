import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

type ParserError = Error & { readonly code?: string };

/** What the HTTP parser refuses never becomes a request: it is answered on the bare socket, in the same form as every other problem, and as safely. */
export const answerRaw =
  (safe: Readonly<Record<string, string>>) =>
  (error: ParserError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const { status, code, detail } = told(error.code);
    const title = STATUS_CODES[status] ?? 'Error';
    const body = JSON.stringify({
      type: `urn:almanac:problem:${code}`,
      title,
      status,
      detail,
      instance: '',
      code,
      kind: 'invalid',
      correlation: '',
    });
    const headers = {
      ...safe,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${title}\r\n${lines.join('')}\r\n${body}`);
  };

const told = (code: string | undefined) => {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { status: 408, code: 'http.too-slow', detail: 'The request did not arrive in time.' };
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, code: 'http.large-headers', detail: 'The headers are too long.' };
  return { status: 400, code: 'http.malformed', detail: 'This is not valid HTTP.' };
};
