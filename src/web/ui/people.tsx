import { useText } from '../text.tsx'

type Person = { readonly id: string; readonly fields: Readonly<Record<string, unknown>> }

/** A few customers, by name and what tells them apart. */
export function People({ people }: { people: readonly Person[] }) {
  const { t } = useText()
  return (
    <ul className="people">
      {people.map(({ id, fields }) => (
        <li key={id} className="person">
          <span>{textOf(fields['name']) ?? t('words.nameless', { id })}</span>
          <span className="note">{textOf(fields['city']) ?? textOf(fields['email']) ?? ''}</span>
        </li>
      ))}
    </ul>
  )
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
