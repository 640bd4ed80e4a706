/** More columns than that no table of a shop has. */
export const columnLimit = 2_000
