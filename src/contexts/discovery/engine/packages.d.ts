declare module 'snowball-stemmers' {
  export type Stemmer = { readonly stem: (word: string) => string };
  const snowball: { readonly newStemmer: (algorithm: string) => Stemmer };
  export default snowball;
}

declare module 'stopword' {
  type Words = readonly string[];
  export const dan: Words, deu: Words, eng: Words, fin: Words, fra: Words, hun: Words, ita: Words, nld: Words;
  export const nob: Words, por: Words, ron: Words, rus: Words, spa: Words, swe: Words, tur: Words;
}
