/** This process cannot work in the folder. The sentence says what to do. */
export class FolderUnusable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FolderUnusable';
  }
}

/** Another process, or another app of this one, works in the folder. */
export class FolderInUse extends FolderUnusable {
  constructor(folder: string, holder: string, advice = 'Stop that one first, or set ALMANAC_DATA to another folder.') {
    super(`The data folder ${folder} is in use by ${holder}. ${advice}`);
    this.name = 'FolderInUse';
  }
}
