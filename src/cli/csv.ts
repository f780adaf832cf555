/** Lines of RFC 4180. A text that a spreadsheet would take for a formula is led by an apostrophe. */
export const csvLine = (cells: readonly string[]): string => `${cells.map((cell) => quoted(safe(cell))).join(',')}\r\n`;

const isNumber = /^-?\d+(\.\d+)?$/;

const safe = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) && !isNumber.test(cell) ? `'${cell}` : cell);

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
