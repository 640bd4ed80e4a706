import { useMemo, useState } from 'react'
import type { Answer } from '../../api/route.ts'
import { routes } from '../../api/routes.ts'
import { useTell } from '../client/ask.ts'
import { useMay } from '../client/may.ts'
import { says } from '../client/says.ts'
import { useText, type Say } from '../text.tsx'
import { Button } from '../ui/button.tsx'
import { Form, Select, TextArea, TextField } from '../ui/fields.tsx'
import { Note, Panel, Row, Stack } from '../ui/page.tsx'
import { Callout, FieldGrid, FieldPlace } from '../ui/records.tsx'
import { effectsOf, type ShopChange } from './shopEffects.ts'
import {
  countryOptions,
  currencyName,
  currencyOptions,
  weekdayName,
  zoneOptions,
} from './shopNames.ts'

type Shop = Answer<typeof routes.shop.read>

/** So sure two must be to be merged without anybody asking, where that is wished. */
const sureness = [0.8, 0.85, 0.9, 0.95, 0.99]
const weekdays = [1, 2, 3, 4, 5, 6, 7]

/** The settings, with what a change would bring about beneath them; saved, they can be set back. */
export function ShopForm({ shop, segments }: { shop: Shop; segments: number }) {
  const { t, locale, format } = useText()
  const may = useMay()
  const [next, setNext] = useState(shop)
  const change = changeOf(shop, next)
  const set = (part: Partial<Shop>): void => setNext({ ...next, ...part })
  const { tell, isPending } = useSave(shop, change)
  const countries = useMemo(() => countryOptions(locale, format), [locale, format])
  const named = {
    weekday: (day: number) => weekdayName(day, locale),
    currency: (code: string) => currencyName(code, locale),
    country: (code: string) => countries.find(({ value }) => value === code)?.label ?? code,
  }
  const effects = effectsOf(change, { t, segments, named })
  return (
    <Form onSubmit={() => effects.length > 0 && tell()}>
      <Panel title={t('shop.place')} note={t('shop.placeNote')}>
        <Place shop={next} countries={countries} onChange={set} />
      </Panel>
      <Panel title={t('shop.identity')} note={t('shop.identityNote')}>
        <Identity shop={next} onChange={set} />
      </Panel>
      {effects.length > 0 && (
        <Callout>
          <strong>{t('shop.effects')}</strong>
          {effects.map((effect) => (
            <p key={effect}>{effect}</p>
          ))}
        </Callout>
      )}
      {may('shop:write') ? (
        <Row>
          <Button type="submit" look="first" busy={isPending} disabled={effects.length === 0}>
            {t('shop.save')}
          </Button>
          {effects.length > 0 && <Button onClick={() => setNext(shop)}>{t('shop.discard')}</Button>}
        </Row>
      ) : (
        <Note>{t('shop.mayNot')}</Note>
      )}
    </Form>
  )
}

type Part = { shop: Shop; onChange: (part: Partial<Shop>) => void }

function Place({
  shop,
  countries,
  onChange,
}: Part & { countries: readonly { value: string; label: string }[] }) {
  const { t, locale, format } = useText()
  const zones = useMemo(() => zoneOptions(shop.timezone), [shop.timezone])
  const currencies = useMemo(
    () => currencyOptions(shop.currency, locale, format),
    [shop.currency, locale, format],
  )
  return (
    <FieldGrid>
      <FieldPlace width="half">
        <Select
          label={t('shop.timezone')}
          value={shop.timezone}
          options={zones}
          onChange={(timezone) => onChange({ timezone })}
        />
      </FieldPlace>
      <FieldPlace width="half">
        <Select
          label={t('shop.weekStart')}
          value={String(shop.weekStart)}
          options={weekdays.map((day) => ({
            value: String(day),
            label: weekdayName(day, locale),
          }))}
          onChange={(day) => onChange({ weekStart: Number(day) })}
        />
      </FieldPlace>
      <FieldPlace width="half">
        <Select
          label={t('shop.country')}
          value={shop.country}
          options={countries}
          onChange={(country) => onChange({ country })}
        />
      </FieldPlace>
      <FieldPlace width="half">
        <Select
          label={t('shop.currency')}
          value={shop.currency}
          options={currencies}
          onChange={(currency) => onChange({ currency })}
        />
      </FieldPlace>
    </FieldGrid>
  )
}

function Identity({ shop, onChange }: Part) {
  const { t, format } = useText()
  const { mergeDuplicatesAbove: above, identity } = shop
  const known = above === null || sureness.includes(above) ? sureness : [...sureness, above]
  return (
    <Stack>
      <Select
        label={t('shop.merge')}
        value={above === null ? '' : String(above)}
        options={[
          { value: '', label: t('shop.mergeNone') },
          ...known.map((each) => ({
            value: String(each),
            label: t('shop.mergeAbove', { share: format.share(each) }),
          })),
        ]}
        onChange={(value) =>
          onChange({ mergeDuplicatesAbove: value === '' ? null : Number(value) })
        }
      />
      <TextArea
        label={t('shop.blocked')}
        hint={t('shop.blockedHint')}
        rows={3}
        value={identity.blocked.join('\n')}
        onChange={(text) =>
          onChange({ identity: { ...identity, blocked: text === '' ? [] : text.split('\n') } })
        }
      />
      <FieldGrid>
        {Object.entries(identity.limits).map(([kind, most]) => (
          <FieldPlace key={kind} width="third">
            <Limit
              label={t('shop.limit', { kind: kindName(kind, t) })}
              most={most}
              onChange={(limit) => {
                const limits = { ...identity.limits, [kind]: limit }
                onChange({ identity: { ...identity, limits } })
              }}
            />
          </FieldPlace>
        ))}
      </FieldGrid>
    </Stack>
  )
}

/** What is no number yet stays in the field and changes nothing. */
function Limit({
  label,
  most,
  onChange,
}: {
  label: string
  most: number
  onChange: (most: number) => void
}) {
  const { t } = useText()
  const [text, setText] = useState(String(most))
  const fits = /^[1-9]\d{0,3}$|^10000$/.test(text)
  return (
    <TextField
      label={label}
      inputMode="numeric"
      value={text}
      wrong={fits ? undefined : t('shop.limitWrong')}
      onChange={(next) => {
        setText(next)
        if (/^[1-9]\d{0,3}$|^10000$/.test(next)) onChange(Number(next))
      }}
    />
  )
}

const kinds = ['user_id', 'email', 'phone', 'document', 'device_id', 'anonymous_id'] as const

/** The shop's own kinds are called as the shop has called them. */
function kindName(kind: string, t: Say): string {
  const ours = kinds.find((each) => each === kind)
  return ours === undefined ? kind : t(`shop.kind_${ours}`)
}

function changeOf(shop: Shop, next: Shop): ShopChange {
  const blocked = next.identity.blocked.map((each) => each.trim()).filter((each) => each !== '')
  const meant = { ...next, identity: { ...next.identity, blocked } }
  return Object.fromEntries(
    Object.entries(meant).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(shop[name as keyof Shop]),
    ),
  )
}

/** Saves it; what is said then leads back to what was before. */
function useSave(before: Shop, change: ShopChange) {
  const { t } = useText()
  const changes = ['/api/']
  const back = useTell(routes.shop.change, { changes, done: t('save.undone') })
  const save = useTell(routes.shop.change, {
    changes,
    after: () =>
      says.done(t('shop.saved'), {
        label: t('save.undo'),
        run: () => back.mutate({ body: before }),
      }),
  })
  return { tell: () => save.mutate({ body: change }), isPending: save.isPending }
}
