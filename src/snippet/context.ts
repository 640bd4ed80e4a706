import { newId } from './id.ts'
import { recall, remember } from './places.ts'
import type { Choice } from './consent.ts'

type Named = Readonly<Record<string, unknown>>

let pageBefore: string | undefined

/** What each message says besides: of the page, the device, the campaign, the visit. */
export function contextNow(type: string, choice: Choice | undefined, gapMs: number): Named {
  const { language, userAgent, maxTouchPoints } = navigator
  // Missing where the browser does not say, and unknown to the types.
  const { userAgentData } = navigator as { userAgentData?: { toJSON?: () => unknown } }
  const { width, height } = screen
  const context = {
    library: { name: 'clientela.js' },
    page: pageNow(),
    locale: language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: { width, height, density: devicePixelRatio },
    userAgent,
    userAgentData: userAgentData?.toJSON?.(),
    // A tablet of Apple's says of itself that it is a Macintosh.
    device: /Macintosh/.test(userAgent) && maxTouchPoints > 1 ? { type: 'tablet' } : undefined,
    campaign: campaignNow(),
    session: sessionNow(gapMs),
    consent: choice?.categories && { categoryPreferences: choice.categories },
  }
  if (type === 'page') pageBefore = location.href
  return context
}

/** The page from which this one was opened; or, where pages change without being loaded, the one before. */
function pageNow(): Named {
  const { pathname, search, href } = location
  const { title, referrer } = document
  const before = pageBefore === undefined || pageBefore === href ? referrer : pageBefore
  return { path: pathname, search, url: href, title, referrer: before }
}

/** `utm_source` and the like of the address; `utm_campaign` is its name. */
function campaignNow(): Named | undefined {
  const found = [...new URLSearchParams(location.search)].flatMap(([key, value]) =>
    key.startsWith('utm_') && value !== ''
      ? [[key === 'utm_campaign' ? 'name' : key.slice(4), value]]
      : [],
  )
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

/** A visit: it ends when nothing was done for so long, and the next has another id and number. */
function sessionNow(gapMs: number): Named {
  const now = Date.now()
  const [before = '', count = '0', last = '0'] = (recall('session') ?? '').split(' ')
  const isOver = before === '' || Math.abs(now - Number(last)) > gapMs
  const id = isOver ? newId() : before
  const number = Number(count) + (isOver ? 1 : 0)
  remember('session', `${id} ${number} ${now}`)
  return { id, number }
}
