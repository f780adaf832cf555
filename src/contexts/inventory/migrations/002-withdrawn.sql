-- A withdrawn product keeps its row, and another one may have its code: who has a code is guarded by its stream.
drop index inventory.products_by_code;
create index products_by_code on inventory.products (tenant, code);
