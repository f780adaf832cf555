-- Whether a letter has confirmed the address of a member; services/fill-members.ts fills it from the log.
alter table identity.members add column confirmed boolean not null default false;

-- The address that a ticket confirms; sealed, and its fingerprint.
alter table identity.ticket add column email text, add column print text;
