create table process.instance (
  tenant     text        not null,
  process    text        not null,
  id         text        not null,
  phase      text        not null,
  waiting    boolean     not null, -- for the operator
  reason     text,                 -- code of why it turned back
  error      text,                 -- of what the operator is waited for
  started_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (tenant, process, id)
);
create index instance_by_start on process.instance (tenant, started_at desc, process, id);
create index instance_waiting on process.instance (tenant, started_at desc, process, id) where waiting;

-- What is to be done, and when: calls, undoings, timers, deadlines.
create table process.agenda (
  tenant  text        not null,
  process text        not null,
  id      text        not null,
  kind    text        not null,
  name    text        not null,
  due     timestamptz not null,
  failed  int         not null,
  share   int         not null, -- the part of the work that one worker has at a time
  primary key (tenant, process, id, kind, name)
);
create index agenda_by_due on process.agenda (process, share, due);
create index agenda_by_kind on process.agenda (tenant, kind, due);
