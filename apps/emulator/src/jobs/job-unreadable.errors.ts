/** A row says something that no release of the machine ever wrote. */
export class JobUnreadable extends Error {}
