import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { Rejection } from '#kernel/rejection';
import { isOutage } from '#platform/postgres/outage';

const coded = (code: string, more: object = {}) => Object.assign(new Error('It failed.'), { code, ...more });

test.each(['08006', '53100', '53300', '57P01', '57P03', '55P03', '25P03', '25006', '3D000'])(
  'SQLSTATE %s is an outage',
  (state) => expect(isOutage(coded(state))).toBe(true),
);

test.each(['23505', '40001', '57014', '22P02', 'AL001', '25P02'])('SQLSTATE %s is none', (state) =>
  expect(isOutage(coded(state))).toBe(false),
);

test.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
  'a connection that fails with %s is an outage',
  (code) => expect(isOutage(coded(code))).toBe(true),
);

test.each(['EENVELOPE', 'EAUTH', 'EMESSAGE', 'ENOENT', 'EACCES', 'ENOSPC', 'ERANGE'])(
  'an error with the code %s says nothing about a connection',
  (code) => expect(isOutage(coded(code))).toBe(false),
);

test('a socket that is not there is an outage, a file that is not there is none', async () => {
  const refused = await new Promise<Error>((resolve) => {
    connect('/nowhere/.s.PGSQL.1').once('error', resolve);
  });
  expect(refused).toMatchObject({ code: 'ENOENT' });
  expect(isOutage(refused)).toBe(true);
  expect(isOutage(coded('ENOENT', { syscall: 'open' }))).toBe(false);
});

test('what node-postgres says about a lost connection is an outage, another word of connections is none', () => {
  expect(isOutage(new Error('Connection terminated unexpectedly'))).toBe(true);
  expect(isOutage(new Error('timeout exceeded when trying to connect'))).toBe(true);
  expect(isOutage(new Error('The notes have no connection.'))).toBe(false);
  expect(isOutage(new Error('There was no timeout for this step.'))).toBe(false);
});

test('an outage is found among the causes, and among the addresses that were tried', () => {
  const refused = coded('ECONNREFUSED');
  expect(isOutage(new TypeError('fetch failed', { cause: refused }))).toBe(true);
  expect(isOutage(new AggregateError([coded('EACCES'), refused]))).toBe(true);
  expect(isOutage(new Rejection('busy', 'any.code', 'Later.', { cause: coded('53300') }))).toBe(true);
  const circle = new Error('A circle.');
  circle.cause = circle;
  expect(isOutage(circle)).toBe(false);
});

test('a log that cannot be reached is an outage also behind the wire; any other rejection is an answer', () => {
  expect(isOutage(new Rejection('busy', 'log.unavailable', 'The database cannot be reached.'))).toBe(true);
  expect(isOutage(new Rejection('busy', 'call.too-slow', 'Too slow.'))).toBe(false);
  expect(isOutage(new Rejection('refused', 'some.rule', 'No.'))).toBe(false);
});
