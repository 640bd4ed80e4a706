import type { Json } from '../../api/parts.ts'
import { useText } from '../text.tsx'
import { Check } from '../ui/check.tsx'
import { Select, TextArea, TextField } from '../ui/fields.tsx'
import { Note, Stack } from '../ui/page.tsx'
import { FieldGrid, FieldPlace } from '../ui/records.tsx'
import { ValueInput } from '../ui/valueInput.tsx'
import { choicesFrom } from './fieldName.ts'
import type { Flag } from './fieldShown.tsx'

/** What somebody says of a field, as it stands in the controls. */
export type FieldDraft = {
  readonly label: string
  readonly description: string
  readonly group: string
  /** One in each line. */
  readonly choices: string
  readonly currency: string
  /** The source whose values win; empty for none. */
  readonly wins: string
  readonly default: Json
  readonly flags: Readonly<Record<Flag, boolean>>
}

/** The controls in which a field is described, those that its type has. */
export function FieldInputs({
  draft,
  type,
  flags,
  sources = [],
  onChange,
}: {
  draft: FieldDraft
  type: string
  /** Those that can be chosen. */
  flags: readonly Flag[]
  /** Sources of which one may be said to win. */
  sources?: readonly string[]
  onChange: (draft: FieldDraft) => void
}) {
  const { t } = useText()
  const change = (part: Partial<FieldDraft>): void => onChange({ ...draft, ...part })
  const hasChoices = type === 'choice' || type === 'choices'
  const winners = [...new Set([...sources, draft.wins])].filter((each) => each !== '')
  return (
    <FieldGrid>
      <FieldPlace width="half">
        <TextField
          label={t('fields.label')}
          required
          value={draft.label}
          onChange={(label) => change({ label })}
        />
      </FieldPlace>
      <FieldPlace width="half">
        <TextField
          label={t('fields.group')}
          hint={t('fields.groupHint')}
          value={draft.group}
          onChange={(group) => change({ group })}
        />
      </FieldPlace>
      <FieldPlace width="full">
        <TextField
          label={t('fields.description')}
          hint={t('fields.descriptionHint')}
          value={draft.description}
          onChange={(description) => change({ description })}
        />
      </FieldPlace>
      {hasChoices && (
        <FieldPlace width="half">
          <TextArea
            label={t('fields.choices')}
            hint={t('fields.choicesHint')}
            rows={6}
            value={draft.choices}
            onChange={(choices) => change({ choices })}
          />
        </FieldPlace>
      )}
      <FieldPlace width="half">
        <ValueInput
          label={t('fields.default')}
          hint={t('fields.defaultHint')}
          type={type}
          choices={choicesFrom(draft.choices)}
          value={draft.default}
          onCommit={(value) => change({ default: value as Json })}
        />
      </FieldPlace>
      {type === 'money' && (
        <FieldPlace width="half">
          <TextField
            label={t('fields.currency')}
            hint={t('fields.currencyHint')}
            value={draft.currency}
            maxLength={3}
            onChange={(currency) => change({ currency: currency.toUpperCase() })}
          />
        </FieldPlace>
      )}
      {winners.length > 0 && (
        <FieldPlace width="half">
          <Select
            label={t('fields.wins')}
            value={draft.wins}
            options={[
              { value: '', label: t('fields.winsNobody') },
              ...winners.map((value) => ({ value, label: value })),
            ]}
            onChange={(wins) => change({ wins })}
          />
        </FieldPlace>
      )}
      <FieldPlace width="full">
        <Stack gap="small">
          {flags.map((flag) => (
            <div key={flag}>
              <Check
                label={t(`fields.flag_${flag}`)}
                checked={draft.flags[flag]}
                onChange={(checked) => change({ flags: { ...draft.flags, [flag]: checked } })}
              />
              <Note>{t(`fields.flagHint_${flag}`)}</Note>
            </div>
          ))}
        </Stack>
      </FieldPlace>
    </FieldGrid>
  )
}
