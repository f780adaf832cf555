const CONTROL = /\p{Cc}/u;

/** One line that every store and every transport can carry: no control character, no half of a surrogate pair. */
export const isLine = (text: string): boolean => text.isWellFormed() && !CONTROL.test(text);

/** Many lines that every store can carry: PostgreSQL keeps neither NUL nor half of a surrogate pair. */
export const isText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/** Whether a text has at most so many code points; never walks further than it must. */
export const fits = (text: string, limit: number): boolean => {
  if (text.length <= limit) return true;
  if (text.length > 2 * limit) return false;
  return cut(text, limit).length === text.length;
};

/** The first so many code points; never parts a surrogate pair. */
export const cut = (text: string, limit: number): string => {
  let at = 0;
  for (let count = 0; count < limit && at < text.length; count++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, at);
};
