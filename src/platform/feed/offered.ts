import { must, Rejection } from '#kernel/rejection';
import type { Context } from '#platform/context';
import type { Feature } from '#platform/feature';
import { callAt, type Peer, type Peers } from '#platform/peer';

/** The contexts that run at peers, as this process offers them: their features pass the gate here, and run there. */
export const offered = (contexts: readonly Context[], peers: Peers): readonly Context[] =>
  contexts.flatMap(({ name, home, rest, features = [] }) => {
    const peer = peers[name];
    if (peer === undefined) return [];
    const there = new Map([...Object.values(rest), ...features].map((feature) => [feature, runThere(feature, peer)]));
    const routes = Object.entries(rest).map(([route, feature]) => [route, there.get(feature) ?? feature]);
    return [
      { name, home, rest: Object.fromEntries(routes), features: features.map((each) => there.get(each) ?? each), views: [] },
    ];
  });

const runThere = (feature: Feature, peer: Peer): Feature => ({
  ...feature,
  ...(feature.about && { about: unknowable(feature.name) }),
  run: async (input: object, { caller }) => {
    must(
      feature.stream === undefined,
      'peer.stream',
      `${feature.name} takes a stream: send it to the process that runs it, ${peer.url}.`,
    );
    return callAt(peer, feature, input, caller);
  },
});

const unknowable = (name: string) => (): never => {
  throw new Rejection(
    'refused',
    'peer.rule',
    `A rule asks what ${name} is about, which only the process that runs it knows: call that process, or change the rule.`,
  );
};
