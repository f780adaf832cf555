-- What must be forgotten when it is over does not belong into a log that forgets nothing: secrets stand in tables, as hashes.

create table identity.password (
  tenant     text        not null,
  member     text        not null,
  hash       text        not null, -- argon2id, as PHC writes it
  changed_at timestamptz not null,
  primary key (tenant, member)
);

create table identity.session (
  hash       text        primary key, -- sha-256
  tenant     text        not null,
  id         text        not null,
  member     text        not null,
  agent      text,                    -- sealed
  created_at timestamptz not null,
  seen_at    timestamptz not null,
  expires_at timestamptz not null
);
create index session_by_member on identity.session (tenant, member);

-- Links and steps that work once: invitations, new passwords, a log-in that waits for its second factor.
create table identity.ticket (
  hash       text        primary key, -- sha-256
  tenant     text        not null,
  purpose    text        not null,
  member     text        not null,
  expires_at timestamptz not null
);
create unique index ticket_by_member on identity.ticket (tenant, purpose, member) where purpose <> 'second-factor';

create table identity.second_factor (
  tenant       text        not null,
  member       text        not null,
  secret       text        not null, -- sealed
  confirmed_at timestamptz,
  last_step    bigint      not null default 0, -- of the last code taken, which is not taken again
  primary key (tenant, member)
);

create table identity.recovery_code (
  tenant text not null,
  member text not null,
  hash   text not null, -- sha-256
  primary key (tenant, member, hash)
);

-- Browsers in which somebody has signed in.
create table identity.browser (
  tenant  text        not null,
  member  text        not null,
  hash    text        not null, -- sha-256
  seen_at timestamptz not null,
  primary key (tenant, member, hash)
);
