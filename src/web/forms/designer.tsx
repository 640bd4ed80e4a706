import { useState } from 'react'
import { routes } from '../../api/routes.ts'
import { useTell } from '../client/ask.ts'
import { failureOf } from '../client/failureOf.ts'
import { says } from '../client/says.ts'
import type { AnyField } from '../fields/fieldShown.tsx'
import { useText } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Desk } from '../ui/designer.tsx'
import { TextField } from '../ui/fields.tsx'
import { Leaving } from '../ui/leaving.tsx'
import { Note, Page, Row, Stack } from '../ui/page.tsx'
import { Tag } from '../ui/reading.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { dropDraft, keptDraft, useDraft, useUndoKeys } from '../ui/useDraft.ts'
import { DesignerTools } from './designerTools.tsx'
import { FormPicture } from './formPicture.tsx'
import { draftName, placeOfWrong, type Form, type Layout } from './layout.ts'
import { Offered } from './offered.tsx'
import { Sections, type Wrong } from './sections.tsx'

const changes = ['/api/forms', '/api/fields']

/**
 * Where a form is laid out. What is changed is kept in this browser at once, and on the form when it is saved; until
 * then whoever leaves is told so.
 */
export function Designer({ form, fields }: { form: Form; fields: readonly AnyField[] }) {
  const { t } = useText()
  const draft = draftName(form.id)
  const stands: Layout = { name: form.name, sections: form.sections }
  const [found, setFound] = useState(() => keptDraft(draft) !== undefined)
  const [looking, setLooking] = useState(false)
  const writing = useDraft<Layout>(draft, () => (keptDraft(draft) as Layout | undefined) ?? stands)
  useUndoKeys(writing)
  const { now, change } = writing
  const isChanged = JSON.stringify(now) !== JSON.stringify(stands)
  const begin = ({ name, sections }: Form): void => {
    dropDraft(draft)
    writing.begin({ name, sections })
    setFound(false)
  }
  const save = useTell(routes.forms.change, {
    changes,
    done: t('designer.saved', { name: now.name }),
    shown: true,
    after: begin,
  })
  const wrong = wrongIn(save.error)
  return (
    <Page
      title={form.name}
      lead={<Marks form={form} isChanged={isChanged} />}
      actions={
        <DesignerTools
          writing={writing}
          looking={looking}
          onLook={() => setLooking(!looking)}
          saving={
            <Button
              look="first"
              busy={save.isPending}
              disabled={!isChanged || now.name.trim() === ''}
              onClick={() =>
                save.mutate({
                  params: { id: form.id },
                  body: { name: now.name, sections: now.sections.map(plain) },
                })
              }
            >
              {t('designer.save')}
            </Button>
          }
        />
      }
    >
      {found && isChanged && (
        <Row>
          <Note>{t('designer.draftFound')}</Note>
          <Button look="quiet" onClick={() => begin(form)}>
            {t('designer.dropDraft')}
          </Button>
        </Row>
      )}
      {save.isError && wrong === undefined && <Trouble error={save.error} />}
      {looking ? (
        <FormPicture sections={now.sections} fields={fields} />
      ) : (
        <Desk
          beside={
            <Offered
              layout={now}
              fields={fields}
              onChange={(sections) => change({ ...now, sections })}
            />
          }
        >
          <Stack>
            <TextField
              label={t('forms.name')}
              value={now.name}
              onChange={(name) => change({ ...now, name })}
            />
            {form.automatic && <Note>{t('designer.automaticNote')}</Note>}
            <Sections
              sections={now.sections}
              fields={fields}
              wrong={wrong}
              onChange={(sections) => change({ ...now, sections })}
            />
            <Other form={form} onDone={begin} />
          </Stack>
        </Desk>
      )}
      <Leaving when={isChanged && !save.isPending} says={t('designer.leaving')} />
    </Page>
  )
}

/** What is wrong, where it is about a section or a field of the form. */
function wrongIn(error: Error | null): Wrong | undefined {
  if (error === null) return undefined
  const { where, message, fix } = failureOf(error)
  const at = placeOfWrong(where)
  return at && { at, says: [message, fix].filter(Boolean).join('. ') }
}

function Marks({ form, isChanged }: { form: Form; isChanged: boolean }) {
  const { t } = useText()
  return (
    <Row>
      {form.usual && <Tag>{t('forms.usual')}</Tag>}
      {form.automatic && <Tag>{t('forms.automatic')}</Tag>}
      {isChanged && <Tag left>{t('forms.unsaved')}</Tag>}
    </Row>
  )
}

function plain({ title, fields }: Layout['sections'][number]) {
  return { title, fields: [...fields] }
}

/** What else can be done with the form as a whole. */
function Other({ form, onDone }: { form: Form; onDone: (form: Form) => void }) {
  const { t } = useText()
  const params = { id: form.id }
  const usual = useTell(routes.forms.change, {
    changes,
    done: t('forms.nowUsual', { name: form.name }),
  })
  const back = useTell(routes.forms.change, {
    changes,
    done: t('save.undone'),
    after: onDone,
  })
  const automatic = useTell(routes.forms.change, {
    changes,
    after: (after) => {
      onDone(after)
      says.done(t('designer.nowAutomatic'), {
        label: t('save.undo'),
        run: () => back.mutate({ params, body: { sections: form.sections } }),
      })
    },
  })
  return (
    <Row>
      {!form.usual && (
        <Button
          busy={usual.isPending}
          onClick={() => usual.mutate({ params, body: { usual: true } })}
        >
          {t('forms.makeUsual')}
        </Button>
      )}
      {!form.automatic && (
        <Button
          busy={automatic.isPending}
          onClick={() => automatic.mutate({ params, body: { sections: null } })}
        >
          {t('designer.makeAutomatic')}
        </Button>
      )}
    </Row>
  )
}
