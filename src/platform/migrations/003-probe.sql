-- A row for each process: it is updated every two seconds to know that a write can succeed now.
create table platform.probe (
  process text primary key,
  at      timestamptz not null
) with (fillfactor = 10);
