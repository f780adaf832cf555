-- A Merkle tree (RFC 9162) whose leaves are the events of the log, in order of position.

-- The roots of its full subtrees of 256 leaves, counted from 0.
create table audit.tile (
  number bigint primary key,
  root   bytea  not null
);

-- Signed: so many events had this root.
create table audit.checkpoint (
  size      bigint      primary key,
  note      text        not null,
  signed_at timestamptz not null
);
