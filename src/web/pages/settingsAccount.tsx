import { useEffect, useState } from 'react'
import { appear, appearances, chosenAppearance } from '../appearance.ts'
import { useSpeak } from '../client/language.ts'
import { says } from '../client/says.ts'
import { useChangeOwn, useSession } from '../client/session.ts'
import { OwnSessions } from '../settings/sessions.tsx'
import { locales, useText, type Locale } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { OneOf } from '../ui/choices.tsx'
import { Form, TextField } from '../ui/fields.tsx'
import { Grid, Note, Page, Panel, Row } from '../ui/page.tsx'
import { FieldGrid, FieldPlace, Facts } from '../ui/records.tsx'
import { Trouble } from '../ui/trouble.tsx'

/** What is one's own: name, language, appearance, password, and where one is signed in. */
export function SettingsAccount() {
  const { t } = useText()
  const { data: session } = useSession()
  if (!session) return null
  const { name, email, role } = session.user
  return (
    <Page title={t('settings.account')} lead={t('settings.accountNote')}>
      <Panel title={t('account.who')}>
        <Facts
          facts={[
            { name: t('door.email'), value: email, note: t('account.emailNote') },
            { name: t('access.role'), value: t(`role.${role}`), note: t(`roleNote.${role}`) },
          ]}
        />
        <Name key={name} name={name} />
      </Panel>
      <Grid of="halves">
        <Panel title={t('account.language')}>
          <Language />
        </Panel>
        <Panel title={t('account.appearance')}>
          <Appearance />
        </Panel>
      </Grid>
      <Panel title={t('account.password')} note={t('account.passwordNote')}>
        <Password />
      </Panel>
      <OwnSessions />
    </Page>
  )
}

function Name({ name }: { name: string }) {
  const { t } = useText()
  const [next, setNext] = useState(name)
  const change = useChangeOwn()
  const save = (): void =>
    change.mutate({ body: { name: next } }, { onSuccess: () => says.done(t('account.nameSaved')) })
  return (
    <Form onSubmit={save}>
      <FieldGrid>
        <FieldPlace width="half">
          <TextField
            label={t('door.name')}
            autoComplete="name"
            required
            value={next}
            onChange={setNext}
          />
        </FieldPlace>
      </FieldGrid>
      {change.isError && <Trouble error={change.error} />}
      <Row>
        <Button
          type="submit"
          busy={change.isPending}
          disabled={next.trim() === '' || next.trim() === name}
        >
          {t('account.saveName')}
        </Button>
      </Row>
    </Form>
  )
}

function Language() {
  const { t, locale } = useText()
  const speak = useSpeak()
  // Until its texts are there, what was chosen is marked already.
  const [chosen, setChosen] = useState<Locale>()
  useEffect(() => setChosen(undefined), [locale])
  return (
    <>
      <OneOf
        label={t('account.languageOf')}
        value={chosen ?? locale}
        options={locales.map((value) => ({ value, label: t(`language.${value}`) }))}
        onChange={(next) => {
          setChosen(next)
          speak(next)
        }}
      />
      <Note>{t('account.languageNote')}</Note>
    </>
  )
}

function Appearance() {
  const { t } = useText()
  const [chosen, setChosen] = useState(chosenAppearance)
  return (
    <>
      <OneOf
        label={t('account.appearanceOf')}
        value={chosen}
        options={appearances.map((value) => ({ value, label: t(`appearance.${value}`) }))}
        onChange={(next) => {
          appear(next)
          setChosen(next)
        }}
      />
      <Note>{t('account.appearanceNote')}</Note>
    </>
  )
}

function Password() {
  const { t } = useText()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useChangeOwn()
  const save = (): void =>
    change.mutate(
      { body: { password: { current, new: next } } },
      {
        onSuccess: () => {
          setCurrent('')
          setNext('')
          says.done(t('account.passwordSaved'))
        },
      },
    )
  return (
    <Form onSubmit={save}>
      <FieldGrid>
        <FieldPlace width="half">
          <TextField
            label={t('account.current')}
            type="password"
            autoComplete="current-password"
            value={current}
            onChange={setCurrent}
          />
        </FieldPlace>
        <FieldPlace width="half">
          <TextField
            label={t('account.new')}
            type="password"
            autoComplete="new-password"
            hint={t('door.passwordHint')}
            value={next}
            onChange={setNext}
          />
        </FieldPlace>
      </FieldGrid>
      {change.isError && <Trouble error={change.error} />}
      <Row>
        <Button type="submit" busy={change.isPending} disabled={current === '' || next === ''}>
          {t('account.changePassword')}
        </Button>
      </Row>
    </Form>
  )
}
