/**
 * How often one work is killed in a test that kills it again and again, in a multiple of four: at each point
 * of a write at least twice. `KILLS=20 npx vitest run FILE` kills it more often than the run of all tests.
 */
export const kills = Number(process.env['KILLS'] ?? 8)
if (!Number.isSafeInteger(kills / 4)) throw new Error('KILLS is to be a multiple of four')
