-- The key of each subject of personal data, encrypted with the master key. None: the subject has been forgotten.
create table platform.subject_key (
  tenant       text not null,
  subject      text not null,
  wrapped      bytea,
  master       text not null, -- which master key
  created_at   timestamptz not null default now(),
  forgotten_at timestamptz,
  primary key (tenant, subject)
);
