import type { AdapterPayload, ClientMetadata } from 'oidc-provider';
import type { Sql } from '#platform/postgres/sql';
import { clientById } from '../views/clients.ts';

/** The command line of Almanac, wherever it runs. */
export const commandLine: ClientMetadata = {
  client_id: 'almanac-cli',
  client_name: 'The command line almanac',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
  response_types: [],
  redirect_uris: [],
};

/** What every client may ask for that signs people in. */
const aboutPeople = ['openid', 'profile', 'email', 'offline_access'];

/** A registered client as the provider wants it described. */
export const readClient = async (sql: Sql, id: string): Promise<AdapterPayload | undefined> => {
  const client = await clientById(sql, id);
  if (client === undefined) return undefined;
  const { redirects, after_logout, scopes, secret_hash, member } = client;
  const forPeople = redirects.length > 0;
  const isNative = redirects.some((redirect) => !redirect.startsWith('https:'));
  return {
    client_id: id,
    client_name: client.label,
    application_type: isNative ? 'native' : 'web',
    redirect_uris: [...redirects],
    post_logout_redirect_uris: [...after_logout],
    scope: [...(forPeople ? aboutPeople : []), ...scopes].join(' '),
    response_types: forPeople ? ['code'] : [],
    grant_types: [
      ...(forPeople ? ['authorization_code', 'refresh_token'] : []),
      ...(member === null ? [] : ['client_credentials']),
    ],
    token_endpoint_auth_method: secret_hash === null ? 'none' : 'client_secret_basic',
    ...(secret_hash !== null && { client_secret: secret_hash }), // of the secret the provider only sees the hash
    workspace: client.tenant,
  };
};
