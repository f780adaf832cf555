// A process that takes the lock of each folder that its standard input names, and says on one line what came of it. It keeps what it took
// until it is killed.
import { createInterface } from 'node:readline';
import { lockFolder } from '#platform/folder-lock';

process.stdout.write('ready\n');
for await (const folder of createInterface(process.stdin)) {
  try {
    await lockFolder(folder, () => undefined);
    process.stdout.write('taken\n');
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}
