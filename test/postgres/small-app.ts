// A process with nothing but the embedded PostgreSQL: `node small-app.ts <folder> [uid]`. It says on one line where the server is.
import { startEmbedded } from '#platform/postgres/embedded';

const [folder = '', uid] = process.argv.slice(2);
if (uid !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(Number(uid));
  process.setuid?.(Number(uid));
}

try {
  const { connection, pid, stop } = await startEmbedded({
    folder,
    log: (level, message) => process.stderr.write(`${level} ${message}\n`),
  });
  process.on('SIGTERM', () => void stop().then(() => process.exit(0)));
  process.on('SIGINT', () => process.exit(3)); // stands for any end without `stop`
  process.stdout.write(`${JSON.stringify({ connection, pid })}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
