create table identity.passkey (
  tenant     text        not null,
  id         text        not null, -- of the credential, as the authenticator made it
  member     text        not null,
  public_key bytea       not null,
  counter    bigint      not null,
  transports text[]      not null,
  label      text        not null,
  created_at timestamptz not null,
  used_at    timestamptz,
  primary key (tenant, id)
);
create index passkey_by_member on identity.passkey (tenant, member);

-- What an authenticator is asked to sign, once.
create table identity.challenge (
  hash       text        primary key, -- sha-256
  tenant     text        not null,
  member     text,                    -- none: whoever it will be
  expires_at timestamptz not null
);
