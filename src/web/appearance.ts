/** Light, dark, or as the system is. */
export const appearances = ['system', 'light', 'dark'] as const
export type Appearance = (typeof appearances)[number]

const kept = 'clientela.appearance'

/** What was chosen in this browser. */
export function chosenAppearance(): Appearance {
  const chosen = localStorage.getItem(kept)
  return appearances.find((each) => each === chosen) ?? 'system'
}

/** Shows the app so from now on, here and in the next visits. */
export function appear(appearance: Appearance): void {
  if (appearance === 'system') delete document.documentElement.dataset['appearance']
  else document.documentElement.dataset['appearance'] = appearance
  localStorage.setItem(kept, appearance)
}
