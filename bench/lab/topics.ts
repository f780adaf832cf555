/** Notes in topics of five that share words of their own, so that each note certainly has connections, and only inside its topic. */
export const topicNotes = (batch: number, count: number): readonly { readonly title: string; readonly content: string }[] =>
  Array.from({ length: count }, (_, index) => {
    const topic = Math.floor(index / 5);
    const shared = Array.from({ length: 12 }, (_, place) => word(batch, topic, place)).join(' ');
    return { title: `Note ${batch} ${index}`, content: `${filler}\n\n${shared}\n\nThe ${index}th of its batch.` };
  });

const filler = 'People write down what they meet, and come back to it when something reminds them of it.';

/** A word of letters that no other topic has. */
const word = (batch: number, topic: number, place: number): string =>
  `zq${[batch, topic, place].map((value) => value.toString(26).replaceAll(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? 'q')).join('k')}`;
