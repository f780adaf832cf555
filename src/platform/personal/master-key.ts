import { hash, randomBytes } from 'node:crypto';
import type { DataFolder } from '#platform/data-folder';
import { KEY_LENGTH } from '#platform/personal/cipher';

/** Encrypts the keys of the subjects. It lies in the environment or in a file, never in the database. */
export type MasterKey = { readonly bytes: Uint8Array /** Tells keys apart without giving one away. */; readonly id: string };

/** The keys of this database were encrypted with another master key than ours. */
export class WrongMasterKey extends Error {
  constructor() {
    super(
      'The personal data of this database belongs to another master key. Set ALMANAC_MASTER_KEY to that one, the same for all servers on this database; to change keys, set ALMANAC_MASTER_KEY_BEFORE to it.',
    );
    this.name = 'WrongMasterKey';
  }
}

/** 32 bytes as base64 or base64url; undefined for anything else. */
export const masterKeyIn = (text: string): MasterKey | undefined => {
  const bytes = Buffer.from(text, 'base64');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || bytes.length !== KEY_LENGTH) return undefined;
  return { bytes, id: hash('sha256', Buffer.concat([Buffer.from('almanac master key '), bytes]), 'hex').slice(0, 16) };
};

/** The key in the data folder, where only the owner can read it; a new one when there is none. Throws when the file holds something else. */
export const ownMasterKey = (folder: Pick<DataFolder, 'path' | 'readMasterKey' | 'writeMasterKey'>): MasterKey => {
  const present = folder.readMasterKey();
  const text = present ?? randomBytes(KEY_LENGTH).toString('base64');
  const key = masterKeyIn(text);
  if (key === undefined)
    throw new Error(
      `The file master-key in ${folder.path} holds no key. Put it back from a backup: what is personal cannot be read without it.`,
    );
  if (present === undefined) folder.writeMasterKey(text);
  return key;
};
