-- Who belongs to a workspace. Name and address are sealed; an address is found by its fingerprint.
create table identity.members (
  tenant    text        not null,
  id        text        not null,
  kind      text        not null,
  name      text,
  email     text,
  print     text,
  roles     text[]      not null,
  status    text        not null, -- invited, active, disabled
  until     timestamptz,          -- of an invitation
  joined_at timestamptz,
  primary key (tenant, id)
);
create index members_by_print on identity.members (tenant, print);

create table identity.api_keys (
  tenant    text        not null,
  id        text        not null,
  member    text        not null,
  label     text        not null,
  hash      text        not null,
  hint      text        not null,
  scopes    text[],
  until     timestamptz,
  issued_at timestamptz not null,
  primary key (tenant, id)
);
create unique index api_keys_by_hash on identity.api_keys (hash);
create index api_keys_by_member on identity.api_keys (tenant, member);

-- When a key was last used, to the minute: no event, for nothing follows from it.
create table identity.api_key_use (
  tenant  text        not null,
  id      text        not null,
  used_at timestamptz not null,
  primary key (tenant, id)
);
