import { dan, deu, eng, fin, fra, hun, ita, nld, nob, por, ron, rus, spa, swe, tur } from 'stopword';

/** A language we can stem: its Snowball algorithm, its stop words, and the few words by which a text in it is recognised. */
export type Language = { readonly stemmer: string; readonly stopWords: ReadonlySet<string>; readonly signs: readonly string[] };

const language = (stemmer: string, stopWords: readonly string[], signs: string): Language => ({
  stemmer,
  stopWords: new Set(stopWords.map((word) => word.normalize('NFC').toLowerCase())),
  signs: signs.split(' '),
});

/** By ISO 639-1 code. */
export const languages: ReadonlyMap<string, Language> = new Map([
  ['en', language('english', eng, 'the and of to is that for with this are it as on be was by not you from have which or')],
  ['de', language('german', deu, 'der die das und ist nicht ein eine den zu mit sich auf für dem auch es von wird im als sind')],
  ['fr', language('french', fra, 'le la les des et est une dans que pour qui sur pas au avec du ne sont cette ce il elle')],
  ['es', language('spanish', spa, 'el la los las y es una en que para por con del se no su al lo como más pero')],
  ['it', language('italian', ita, 'il la che di è un una per non con sono del della le gli si anche nel dei più come')],
  ['pt', language('portuguese', por, 'o a os as e é um uma que para não com do da em no na dos se por mais como')],
  ['nl', language('dutch', nld, 'de het een en van is dat niet op te zijn met voor die er aan ook wordt maar om bij')],
  ['sv', language('swedish', swe, 'och att det som är en på av för med den till inte har ett om jag var kan men från')],
  [
    'no',
    language('norwegian', nob, 'og det som er en på av for med den til ikke har et om jeg var kan men fra vi seg hvor etter'),
  ],
  ['da', language('danish', dan, 'og det som er en på af for med den til ikke har et om jeg var kan men fra vi sig hvor efter')],
  ['fi', language('finnish', fin, 'ja on ei se että oli hän mutta kun niin myös ovat joka tai jos kuin ole sen voi')],
  ['hu', language('hungarian', hun, 'a az és hogy nem egy is ez van de meg volt csak mint már még vagy ha kell azt')],
  ['ro', language('romanian', ron, 'și în de la cu pe este nu că un o din sunt care mai pentru se ce sau dar')],
  ['ru', language('russian', rus, 'и в не на что с по это как он из но то все за для от так его же')],
  ['tr', language('turkish', tur, 've bir bu için ile de da çok olarak daha olan gibi ne ama en kadar var değil ki')],
]);

const signed = Map.groupBy(
  [...languages].flatMap(([code, { signs }]) => [...signs].map((sign) => ({ sign, code }))),
  ({ sign }) => sign,
);

const sample = 1_000;
const enough = 4;

/** The language most of whose commonest words stand among the first 1,000, each counted once; English unless another one clearly has more. */
export const detectLanguage = (words: readonly string[]): string => {
  const found = new Map<string, number>();
  for (const word of new Set(words.slice(0, sample)))
    for (const { code } of signed.get(word) ?? []) found.set(code, (found.get(code) ?? 0) + 1);
  let best = 'en';
  for (const [code, count] of found) if (count >= enough && count > (found.get(best) ?? 0)) best = code;
  return best;
};

/** What we know of a language tag such as "de", "de-AT" or "DE_at"; undefined where it is none of ours. */
export const knownLanguage = (tag: string): string | undefined => {
  const code = tag.toLowerCase().split(/[-_]/, 1)[0] ?? '';
  return languages.has(code) ? code : undefined;
};
