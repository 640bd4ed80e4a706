/**
 * The seeds of worlds whose cases together reach everything, few so that asking them takes a minute:
 * `npm run agree -- --cover 300 --seed 20000` finds them. Fixed, so that a run that fails can be run
 * again; `npm run agree` draws others.
 */
export const worlds: readonly number[] = [
  20_006, 20_009, 20_020, 20_028, 20_046, 20_051, 20_061, 20_075, 20_081, 20_093, 20_096, 20_123,
  20_135, 20_140, 20_145, 20_147, 20_148, 20_185, 20_205, 20_218, 20_224, 20_251, 20_260, 20_270,
  20_274,
]
