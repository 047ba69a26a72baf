/** From then on nobody can have it sent again: all attempts are shown at once, and counted in 16 bits. */
export const MAX_ATTEMPTS = 200;
