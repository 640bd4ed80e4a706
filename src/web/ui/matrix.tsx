/** Whether something holds, in a table of many such marks; said in a word to who does not see them. */
export function Holds({ holds, yes, no }: { holds: boolean; yes: string; no: string }) {
  return (
    <span
      className={holds ? 'matrix-mark' : 'matrix-none'}
      role="img"
      aria-label={holds ? yes : no}
    >
      {holds ? '✓' : '–'}
    </span>
  )
}
