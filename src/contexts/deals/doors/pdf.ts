import { createRequire } from 'node:module';

/** A document of one page: who it is from, what it is called, what is said, what is counted, and what it comes to. */
export type Paper = {
  readonly from: string;
  readonly gstin: string;
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly totals: readonly (readonly [name: string, value: string])[];
};

// The fonts that every PDF reader has know no rupee sign: this one is embedded.
const require = createRequire(import.meta.url);
const plain = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const bold = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf');

/** The paper as PDF, A4. Who needs none does not load what makes them. */
export const pdfOf = async ({ from, gstin, title, facts, table, totals }: Paper): Promise<Buffer> => {
  const { default: Document } = await import('pdfkit');
  const pdf = new Document({ size: 'A4', margin: 56, info: { Title: title, Author: from } });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => pdf.on('end', resolve).on('error', reject));
  const [left, width] = [56, 483];
  const write = (text: string, font = plain, size = 10) => pdf.font(font).fontSize(size).text(text, left, pdf.y, { width });

  write(from, bold, 16);
  write(`GSTIN ${gstin}`);
  pdf.moveDown(1.5);
  write(title, bold, 13);
  pdf.moveDown(0.5);
  for (const [name, value] of facts) write(`${name}: ${value}`);
  pdf.moveDown();
  const column = width / table.head.length;
  const line = (cells: readonly string[], font: string) => {
    const top = pdf.y;
    const bottoms = cells.map((cell, at) => {
      pdf
        .font(font)
        .fontSize(10)
        .text(cell, left + at * column, top, { width: column - 8, align: at === 0 ? 'left' : 'right' });
      return pdf.y;
    });
    pdf.y = Math.max(...bottoms) + 4;
  };
  line(table.head, bold);
  pdf
    .moveTo(left, pdf.y)
    .lineTo(left + width, pdf.y)
    .stroke();
  pdf.y += 4;
  for (const row of table.rows) line(row, plain);
  pdf
    .moveTo(left, pdf.y)
    .lineTo(left + width, pdf.y)
    .stroke();
  pdf.y += 8;
  for (const [name, value] of totals) line([name, value], name === totals.at(-1)?.[0] ? bold : plain);
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
};
