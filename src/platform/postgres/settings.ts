/**
 * Given on the command line, so that nothing in the data folder weakens them. Sized for a laptop: database and app stay below
 * 250 MB together (measured idle: 19 MB for all processes of the server).
 */
export const settings: Readonly<Record<string, string>> = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  // No replication and no archive here; a commit then needs less log.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '1GB',

  shared_buffers: '64MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_connections: '40',
  max_worker_processes: '4',
  max_parallel_workers: '2',
  max_parallel_workers_per_gather: '1',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '2',
  io_method: 'worker',
  io_workers: '1',

  // Compiling a plan costs more than the short statements of a view; the package has no LLVM either.
  jit: 'off',
  random_page_cost: '1.1',

  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_line_prefix: '',
  log_checkpoints: 'off',
  // Statements, and the rows quoted in details, hold people's notes: neither belongs in a log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};
