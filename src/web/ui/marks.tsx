import type { CSSProperties } from 'react'
import { useText } from '../text.tsx'

/** Two shares, one above the other: of these, and of those they are compared with. */
export function Versus({ share, other }: { share: number; other: number }) {
  const { t, format } = useText()
  return (
    <span className="versus">
      <span className="bar" style={sized(share)} />
      <span className="note">{t('marks.these', { share: format.share(share) })}</span>
      <span className="bar bar-other" style={sized(other)} />
      <span className="note">{t('marks.others', { share: format.share(other) })}</span>
    </span>
  )
}

/** A share on a ground as dark as it is large. */
export function Heat({ share }: { share: number | null }) {
  const { format } = useText()
  return (
    <span className="heat" style={sized(share ?? 0)}>
      {share === null ? '–' : format.share(share)}
    </span>
  )
}

/** In which of some sets somebody is, as dots; a name says it to who does not see them. */
export function Dots({ names, inside }: { names: readonly string[]; inside: readonly number[] }) {
  const shown = inside.map((i) => names[i] ?? '').join(' · ')
  return (
    <span className="dots" role="img" aria-label={shown} title={shown}>
      {names.map((name, i) => (
        <span key={name} className={inside.includes(i) ? 'dot dot-in' : 'dot'} />
      ))}
    </span>
  )
}

function sized(share: number): CSSProperties {
  return { '--share': Math.min(1, share) } as CSSProperties
}
