// Loaded into a server with --import: a bug that can be had at will.
process.on('SIGUSR2', () => void Promise.reject(new Error('a planted bug')));
process.on('SIGHUP', () => {
  throw new Error('a planted exception');
});
