-- What a token opens; of the token itself only its sha-256 is kept.
create table platform.token (
  hash bytea primary key check (length(hash) = 32),
  tenant text not null,
  actor text not null,
  scopes text[] not null,
  name text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz
);
