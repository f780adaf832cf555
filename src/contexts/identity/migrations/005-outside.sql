-- Sign-ins under way at the outside provider.
create table identity.outside_step (
  hash       text        primary key, -- sha-256 of the state
  tenant     text        not null,
  nonce      text        not null,
  verifier   text        not null,
  expires_at timestamptz not null
);

-- Whom an account at the outside provider belongs to.
create table identity.outside_account (
  tenant  text not null,
  issuer  text not null,
  subject text not null,
  member  text not null,
  primary key (tenant, issuer, subject)
);
create index outside_account_by_member on identity.outside_account (tenant, member);
