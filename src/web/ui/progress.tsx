/** How far something is; where its end is not known, only that it goes on. */
export function Progress({
  label,
  share,
}: {
  label: string
  /** From 0 to 1. */
  share: number | undefined
}) {
  return (
    <div className="progress">
      <span>{label}</span>
      <progress aria-label={label} {...(share === undefined ? {} : { value: share })} />
    </div>
  )
}
