import { test } from 'vitest';
import { given } from '#testing/given';
import { accept, type Connection, Connections, type ConnectionEvent, discover, dismiss } from './connections.ts';

const node = { node: 'a', graph: 'g' };
const connection = (id: string, weight = 0.5): Connection => ({
  id,
  weight,
  cosine: weight,
  mention: 0,
  evidence: { terms: [{ term: 'rose', share: 1 }], mentions: [], method: 'words' },
});
const discovered = (...items: readonly Connection[]): ConnectionEvent => ({
  type: 'ConnectionsDiscovered',
  data: { ...node, items, analyser: 1 },
});
const accepted = (target: string): ConnectionEvent => ({ type: 'ConnectionAccepted', data: { ...node, target } });
const dismissed = (target: string): ConnectionEvent => ({ type: 'ConnectionDismissed', data: { ...node, target } });
const nothing = Connections.initial;
const found =
  (...items: readonly Connection[]) =>
  (now: Connections) =>
    discover(now, node, items, 1);

test('what is found replaces what was found before', () =>
  given(Connections, discovered(connection('b')))
    .when(found(connection('c')))
    .then(discovered(connection('c'))));

test('finding the same again says nothing', () =>
  given(Connections, discovered(connection('b')))
    .when(found(connection('b')))
    .thenNothing());

test('a weight that ripples by less than a percent says nothing, one that moves does', () => {
  given(Connections, discovered(connection('b', 0.5)))
    .when(found(connection('b', 0.505)))
    .thenNothing();
  given(Connections, discovered(connection('b', 0.5)))
    .when(found(connection('b', 0.52)))
    .then(discovered(connection('b', 0.52)));
});

test('when nothing is found any more, the list is emptied', () =>
  given(Connections, discovered(connection('b')))
    .when(found())
    .then(discovered()));

test('a dismissed connection never returns', () => {
  given(Connections, discovered(connection('b')), dismissed('b'))
    .when(found(connection('b')))
    .thenNothing();
  given(Connections, discovered(connection('b')), dismissed('b'))
    .when(found(connection('b'), connection('c')))
    .then(discovered(connection('c')));
});

test('what was found can be accepted, once', () => {
  given(Connections, discovered(connection('b')))
    .when((now) => accept(now, node, 'b'))
    .then(accepted('b'));
  given(Connections, discovered(connection('b')), accepted('b'))
    .when((now) => accept(now, node, 'b'))
    .thenNothing();
});

test('what was dismissed can still be accepted', () =>
  given(Connections, discovered(connection('b')), dismissed('b'))
    .when((now) => accept(now, node, 'b'))
    .then(accepted('b')));

test('what was found can be dismissed, once', () => {
  given(Connections, discovered(connection('b')))
    .when((now) => dismiss(now, nothing, { ...node, target: 'b' }))
    .then(dismissed('b'));
  given(Connections, discovered(connection('b')), dismissed('b'))
    .when((now) => dismiss(now, nothing, { ...node, target: 'b' }))
    .thenNothing();
});

test('what was accepted is an edge now and is not dismissed here', () =>
  given(Connections, discovered(connection('b')), accepted('b'))
    .when((now) => dismiss(now, nothing, { ...node, target: 'b' }))
    .thenRejected('discovery.accepted-before'));

test('what was never found can be neither accepted nor dismissed', () => {
  given(Connections)
    .when((now) => accept(now, node, 'b'))
    .thenRejected('discovery.no-connection');
  given(Connections, discovered(connection('c')))
    .when((now) => dismiss(now, nothing, { ...node, target: 'b' }))
    .thenRejected('discovery.no-connection');
});

test('what the other note dismissed is dismissed, and what it accepted is not', () => {
  const there = (verdict: 'accepted' | 'dismissed') => ({ items: [], judged: { a: verdict } });
  given(Connections, discovered(connection('b')))
    .when((now) => dismiss(now, there('dismissed'), { ...node, target: 'b' }))
    .thenNothing();
  given(Connections, discovered(connection('b')))
    .when((now) => dismiss(now, there('accepted'), { ...node, target: 'b' }))
    .thenRejected('discovery.accepted-before');
});
