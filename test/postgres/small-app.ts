// A process with nothing but the embedded PostgreSQL: `node small-app.ts <folder> [uid]`. It says on one line where the server is.
import { startEmbedded } from '#platform/postgres/embedded';

const [folder = '', uid] = process.argv.slice(2);
if (uid !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(Number(uid));
  process.setuid?.(Number(uid));
}

try {
  const { connection, pid, stop } = await startEmbedded({ folder, log: (level, message) => console.error(level, message) });
  process.on('SIGTERM', () => void stop().then(() => process.exit(0)));
  process.on('SIGINT', () => process.exit(3)); // stands for any end without `stop`
  console.log(JSON.stringify({ connection, pid }));
} catch (error) {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exit(1);
}
