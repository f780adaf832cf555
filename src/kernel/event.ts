/** A fact in the past tense. It is also the storage format, so it only ever gains optional fields. */
export type Event<Type extends string = string, Data extends object = object> = {
  readonly type: Type;
  readonly data: Readonly<Data>;
};
