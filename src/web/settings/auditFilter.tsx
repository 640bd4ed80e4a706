import { routes } from '../../api/routes.ts'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Select, TextField } from '../ui/fields.tsx'
import { FieldGrid, FieldPlace } from '../ui/records.tsx'
import { Row } from '../ui/page.tsx'
import { useActors } from './actors.ts'
import type { AuditSearch } from './auditQuery.ts'

/** All that can stand in the log: the routes, as it names them. */
const actions = Object.values(routes)
  .flatMap((group) => Object.values(group))
  .map(({ method, path }) => ({ value: `${method} ${path}`, path }))
  .toSorted((a, b) => (a.path < b.path ? -1 : 1))
  .map(({ value }) => ({ value, label: value }))

/** Who, what and when; each change is an address of its own. */
export function AuditFilter({
  search,
  onChange,
}: {
  search: AuditSearch
  onChange: (search: AuditSearch) => void
}) {
  const { t } = useText()
  const { actors } = useActors()
  const { who = '', action = '', since = '', until = '' } = search
  const set = (part: AuditSearch): void =>
    onChange(
      Object.fromEntries(
        Object.entries({ ...search, ...part }).filter(([, value]) => value !== ''),
      ),
    )
  const known = who === '' || actors.some(({ value }) => value === who)
  return (
    <>
      <FieldGrid>
        <FieldPlace width="half">
          <Select
            label={t('audit.who')}
            value={who}
            options={[
              { value: '', label: t('audit.anybody') },
              ...(known ? actors : [{ value: who, label: who }, ...actors]),
            ]}
            onChange={(next) => set({ who: next })}
          />
        </FieldPlace>
        <FieldPlace width="half">
          <Select
            label={t('audit.action')}
            value={action}
            options={[{ value: '', label: t('audit.anything') }, ...actions]}
            onChange={(next) => set({ action: next })}
          />
        </FieldPlace>
        <FieldPlace width="half">
          <TextField
            label={t('audit.since')}
            type="date"
            value={since}
            onChange={(next) => set({ since: next })}
          />
        </FieldPlace>
        <FieldPlace width="half">
          <TextField
            label={t('audit.until')}
            type="date"
            value={until}
            onChange={(next) => set({ until: next })}
          />
        </FieldPlace>
      </FieldGrid>
      {Object.keys(search).length > 0 && (
        <Row>
          <Button onClick={() => onChange({})}>{t('audit.clear')}</Button>
        </Row>
      )}
    </>
  )
}
