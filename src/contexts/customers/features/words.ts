import { Type as t } from 'typebox';
import { CHANNELS, ROLES } from '../domain/party.ts';

export const RoleName = t.Union(ROLES.map((role) => t.Literal(role)));
export const ChannelName = t.Union(CHANNELS.map((channel) => t.Literal(channel)));
