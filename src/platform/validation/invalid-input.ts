import { Rejection } from '#kernel/rejection';

/** What is wrong with one field: a JSON pointer into the input, and a sentence. */
export type InputError = { readonly pointer: string; readonly message: string };

/** An input that does not fit the feature's schema. */
export class InvalidInput extends Rejection {
  readonly errors: readonly InputError[];

  constructor(code: string, errors: readonly InputError[]) {
    super('invalid', code, errors.map(sentence).join(' '));
    this.errors = errors;
  }
}

const sentence = ({ pointer, message }: InputError): string => `${pointer === '' ? 'The input' : pointer} ${message}.`;
