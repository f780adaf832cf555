-- Tokens of the other processes of this installation; of the token itself only its sha-256 is kept.
create table platform.peer_token (
  name text primary key,
  hash bytea not null unique check (length(hash) = 32),
  -- Whose features it calls and whose events it reads.
  contexts text[] not null check (cardinality(contexts) > 0),
  -- Null: all.
  workspaces text[] check (cardinality(workspaces) > 0),
  created_at timestamptz not null default now()
);
