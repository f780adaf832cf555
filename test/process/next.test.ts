import { test } from 'vitest';
import { asked, call, cancelTimer, compensate, complete, setTimer } from '#platform/process';
import { compensated, done, givenProcess, refused, timerDue } from '#testing/given-process';
import { confirmTrip, rejectTrip, rooms, seats, tellTraveller } from './travel.ts';
import { bookTrip } from './trip.ts';

const askedFor = { type: 'TripAsked', data: { trip: '7', to: 'Lisbon' } };
const place = { place: 'Lisbon', by: '7' };

test('a trip that is asked for takes a seat, which can be given back', () =>
  givenProcess(bookTrip)
    .when(askedFor)
    .then(call('seat', seats.take, place, { undo: asked(seats.giveBack, place) })));

test('then a room; with both it is confirmed, from where there is no way back', () => {
  givenProcess(bookTrip, askedFor)
    .when(done('seat'))
    .then(call('room', rooms.take, place, { undo: asked(rooms.giveBack, place) }));
  givenProcess(bookTrip, askedFor, done('seat'))
    .when(done('room'))
    .then(call('confirm', confirmTrip, { trip: '7' }, { pivot: true }));
});

test('a confirmed trip is told of, and the traveller has half an hour until a reminder', () => {
  givenProcess(bookTrip, askedFor)
    .when(done('confirm'))
    .then(call('tell', tellTraveller, { trip: '7', what: 'confirmed' }), setTimer('reminder', 1_800_000));
  givenProcess(bookTrip, askedFor)
    .when(timerDue('reminder'))
    .then(call('remind', tellTraveller, { trip: '7', what: 'pay, please' }));
  givenProcess(bookTrip, askedFor)
    .when({ type: 'TripPaid', data: { trip: '7' } })
    .then(cancelTimer('reminder'), complete);
});

test('a refusal turns it back; when that is done the trip is rejected for the same reason', () => {
  givenProcess(bookTrip, askedFor)
    .when(refused('seat', 'places.none-left', 'There is none left.'))
    .then(compensate({ code: 'places.none-left', sentence: 'There is none left.' }));
  givenProcess(bookTrip, askedFor)
    .when(compensated('places.none-left', 'There is none left.'))
    .then(call('reject', rejectTrip, { trip: '7', reason: 'places.none-left' }));
  givenProcess(bookTrip, askedFor).when(done('tell')).thenNothing();
});
