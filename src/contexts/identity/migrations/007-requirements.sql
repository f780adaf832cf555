-- What a workspace asks of its members, such as a second factor.
create table identity.requirements (
  tenant text not null,
  id     text not null,
  primary key (tenant, id)
);

-- Whether a person may do no more than look after their own account, until they have what their workspace asks for.
create function identity.lacks_a_factor(the_tenant text, the_member text, the_kind text) returns boolean stable language sql as $$
  select the_kind = 'person'
    and exists (select from identity.requirements where tenant = the_tenant and id = 'second-factor')
    and not exists (
      select from identity.second_factor where tenant = the_tenant and member = the_member and confirmed_at is not null)
    and not exists (select from identity.passkey where tenant = the_tenant and member = the_member)
$$;

-- Several processes that start at once may each print a link to set the installation up.
drop index identity.ticket_by_member;
create unique index ticket_by_member on identity.ticket (tenant, purpose, member) where purpose not in ('second-factor', 'set-up');
