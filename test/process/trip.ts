import type { Event } from '#kernel/event';
import { call, asked, compensate, complete, process, setTimer, cancelTimer } from '#platform/process';
import { confirmTrip, rejectTrip, seats, rooms, tellTraveller, type TripAsked } from './travel.ts';

type Trip = { readonly trip: string; readonly to: string };
type TripPaid = Event<'TripPaid', { readonly trip: string }>;

/** Takes a seat and a room, confirms, and tells the traveller; where one is refused, gives back the other and rejects. */
export const bookTrip = process<Trip, TripAsked | TripPaid>({
  model: {
    name: 'trips.book',
    initial: { trip: '', to: '' },
    evolve: (trip, event) => (event.type === 'TripAsked' ? event.data : trip),
  },
  startedBy: ['TripAsked'],
  on: { TripAsked: ({ data }) => data.trip, TripPaid: ({ data }) => data.trip },
  deadline: 120_000,
  next: ({ trip, to }, event) => {
    const place = { place: to, by: trip };
    switch (event.type) {
      case 'TripAsked':
        return [call('seat', seats.take, place, { undo: asked(seats.giveBack, place) })];
      case 'TripPaid':
        return [cancelTimer('reminder'), complete];
      case 'StepDone':
        switch (event.data.step) {
          case 'seat':
            return [call('room', rooms.take, place, { undo: asked(rooms.giveBack, place) })];
          case 'room':
            return [call('confirm', confirmTrip, { trip }, { pivot: true })];
          case 'confirm':
            return [call('tell', tellTraveller, { trip, what: 'confirmed' }), setTimer('reminder', 30 * 60_000)];
          case 'reject':
            return [complete];
          default:
            return [];
        }
      case 'StepRefused':
        return [compensate(event.data)];
      case 'TimerDue':
        return [call('remind', tellTraveller, { trip, what: 'pay, please' })];
      case 'Compensated':
        return [call('reject', rejectTrip, { trip, reason: event.data.code })];
    }
  },
});
