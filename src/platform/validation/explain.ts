import type { TLocalizedValidationError } from 'typebox/error';
import { limits } from '#platform/limits';
import { InvalidInput, type InputError } from '#platform/validation/invalid-input';

/** Says in sentences, field by field, why an input does not fit its schema. */
export const explain = (errors: readonly TLocalizedValidationError[]): InvalidInput => {
  const alternatives = new Set(errors.filter(({ keyword }) => keyword === 'anyOf').map(({ instancePath }) => instancePath));
  const told = errors.flatMap((error) => (inside(error, alternatives) ? [] : tell(error, errors)));
  const unknown = told.every(({ message }) => message === unknownField);
  return new InvalidInput(unknown ? 'input.unknown-field' : 'input.invalid', told.slice(0, limits.errors));
};

const unknownField = 'is not a field that is known here';

const tell = (error: TLocalizedValidationError, all: readonly TLocalizedValidationError[]): readonly InputError[] => {
  const { instancePath: pointer } = error;
  if (error.keyword === 'required')
    return error.params.requiredProperties.map((name) => ({ pointer: `${pointer}/${name}`, message: 'is required' }));
  if (error.keyword === 'additionalProperties')
    return error.params.additionalProperties.map((name) => ({ pointer: `${pointer}/${name}`, message: unknownField }));
  if (error.keyword === 'boolean') return []; // said by additionalProperties
  if (error.keyword === 'anyOf') return [{ pointer, message: oneOf(all.filter(({ instancePath }) => instancePath === pointer)) }];
  return [{ pointer, message: error.message }];
};

/** What the single alternatives lack is noise beside "must be one of". */
const inside = ({ keyword, instancePath, schemaPath }: TLocalizedValidationError, alternatives: ReadonlySet<string>): boolean =>
  keyword !== 'anyOf' &&
  alternatives.size > 0 &&
  /\/anyOf\/\d+/.test(schemaPath) &&
  [...alternatives].some((path) => instancePath.startsWith(path));

const oneOf = (errors: readonly TLocalizedValidationError[]): string => {
  const values = errors.flatMap((error) => (error.keyword === 'const' ? [JSON.stringify(error.params.allowedValue)] : []));
  return values.length > 0 ? `must be one of ${values.join(', ')}` : 'does not have any of the forms that are allowed here';
};
