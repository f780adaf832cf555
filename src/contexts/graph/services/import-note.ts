import { Rejection, valid } from '#kernel/rejection';
import { uuidV5 } from '#platform/uuid';
import { Content } from '../domain/content.ts';
import { type GraphId, NodeId } from '../domain/id.ts';
import type { File, Trouble } from '../domain/import-file.ts';
import { Path } from '../domain/path.ts';
import { parseNote } from '../markdown/parse-note.ts';
import type { Problem } from '../markdown/problems.ts';
import type { Waiting } from '../views/import-spool.ts';

type Target = { readonly graph: GraphId; readonly source: string };

/** A waiting file as a note, or the reason why it is none. The id follows from graph and path: the same file is the same note. */
export const readFile = ({ path: name, content, code, message }: Waiting, { graph, source }: Target): File => {
  const path = pathOf(name);
  if (typeof path !== 'string') return { path: name, outcome: 'failed', trouble: path };
  const id = NodeId(uuidV5(graph, path));
  if (content === null)
    return { path, node: id, outcome: outcomeOf(code), trouble: { code: code ?? '', message: message ?? '' } };
  const { problems, ...note } = parseNote(content, path);
  return {
    path,
    note: { ...note, id, graph, content: Content(note.content), path, source },
    ...(problems.length === 0 ? {} : { trouble: troubleOf(problems) }),
  };
};

const outcomeOf = (code: string | null): 'skipped' | 'failed' =>
  code === 'graph.import-attachment' || code === 'graph.import-symbolic-link' || code === 'graph.import-special'
    ? 'skipped'
    : 'failed';

const pathOf = (name: string): Path | Trouble => {
  try {
    valid(!/^[A-Za-z]:(?:\/|$)/.test(name), 'graph.bad-path', 'A path starts in its folder, not at a drive.');
    return Path(name);
  } catch (error) {
    if (error instanceof Rejection) return { code: error.code, message: error.message };
    throw error;
  }
};

const troubleOf = (problems: readonly Problem[]): Trouble => ({
  code: 'graph.import-note-trouble',
  message: problems.map(({ line, message }) => (line === undefined ? message : `Line ${line}: ${message}`)).join(' '),
});
