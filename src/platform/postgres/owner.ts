/** The user of the embedded database who owns everything in it, and the file in the cluster with the password. */
export const owner = 'almanac';
export const passwordFile = 'almanac.password';
