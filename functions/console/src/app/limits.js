// How long a session lasts without its password.
export const IDLE = 30 * 60000 // without a touch or key
export const LONGEST = 12 * 3600000 // since the password was given
