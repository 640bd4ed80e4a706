import { isObject, type Json } from './message.ts'

/** What a page was opened by, where that was nothing of the shop's own. */
export type TouchKind = 'search' | 'social' | 'ads' | 'email' | 'campaign' | 'referral' | 'direct'

/**
 * How a visitor came, as properties of a page view that nothing of the shop led to: by a campaign of its address, by an
 * advertisement, from another site, or from nowhere that is known (`direct`). Undefined of a page that another
 * page of the shop led to, or that does not say its address. All of them are there on each, so that the first and the last of each are of one visit.
 */
export function touchIn(page: Json, context: Json): Json | undefined {
  const said = campaignIn(context)
  const before = siteBefore(page)
  const isAd = clickId.test(`${textOf(page['url'])}${textOf(page['search'])}`)
  const isSaid = Object.values(said).some((text) => text !== '')
  if (before === 'shop' && !isSaid && !isAd) return undefined
  const from = before === 'shop' ? undefined : before
  const kind = isSaid ? kindBy(said.medium, from) : isAd ? 'ads' : from?.kind
  return { touch: kind ?? 'direct', ...wordsOf(said, from), landing_page: orNone(page['path']) }
}

function wordsOf({ source, medium, name }: ReturnType<typeof campaignIn>, from: Site | undefined) {
  return {
    touch_source: source || orNone(from?.name),
    touch_medium: orNone(medium),
    touch_campaign: orNone(name),
    touch_referrer: orNone(from?.host),
  }
}

function campaignIn({ campaign }: Json) {
  const said = isObject(campaign) ? campaign : {}
  return {
    source: textOf(said['source']),
    medium: textOf(said['medium']),
    name: textOf(said['name']),
  }
}

/**
 * The site from which the page was opened; undefined where there was none. Of what says neither that nor its
 * own address, as programs send it, nobody knows: then it counts as the shop's.
 */
function siteBefore(page: Json): Site | 'shop' | undefined {
  const host = hostOf(textOf(page['referrer']))
  const own = hostOf(textOf(page['url']))
  if (host === undefined) return own === undefined ? 'shop' : undefined
  return isOneSite(host, own) ? 'shop' : knownSite(host)
}

/** Not left out: the first campaign would else be that of a later visit than the first source. */
function orNone(given: unknown): string {
  return textOf(given) || '(none)'
}

/** What advertisers put behind addresses; not what some put behind every address, as Facebook does. */
const clickId = /[?&](?:gclid|gbraid|wbraid|dclid|msclkid|ttclid)=[^&]/

type Site = { readonly kind: TouchKind; readonly name: string; readonly host: string }

/** By the medium, in the words that are usual in addresses. */
function kindBy(medium: string, from: Site | undefined): TouchKind {
  for (const [kind, words] of mediums) if (words.test(medium)) return kind
  return from?.kind === 'social' ? 'social' : 'campaign'
}

const mediums: readonly (readonly [TouchKind, RegExp])[] = [
  ['ads', /^(?:.*cp[acmv]|ppc|retargeting|paid.*|display|banner|ads?)$/i],
  ['email', /^(?:e[-_ ]?mail|newsletter)$/i],
  ['social', /^(?:social.*|sm)$/i],
  ['search', /^(?:organic|search)$/i],
  ['referral', /^(?:referral|affiliate)$/i],
]

/** Hosts by the names that are theirs, and those of theirs under any country's; what is not here is a referral. */
const sites: readonly (readonly [TouchKind, string, RegExp])[] = [
  ['email', 'gmail', /^(?:mail\.google\.com|com\.google\.android\.gm)$/],
  ['email', 'outlook', /^outlook\.(?:live|office|office365)\.com$/],
  ['email', 'yahoo mail', /(?:^|\.)mail\.yahoo\.com$/],
  ['search', 'google', /^(?:www\.|.*\.)?google(?:\.[a-z]{2,3}){1,2}$|googlequicksearchbox$/],
  ['search', 'bing', /(?:^|\.)bing\.com$/],
  ['search', 'duckduckgo', /(?:^|\.)duckduckgo\.com$/],
  ['search', 'yahoo', /(?:^|\.)search\.yahoo\.com$/],
  ['search', 'ecosia', /(?:^|\.)ecosia\.org$/],
  ['search', 'brave', /^search\.brave\.com$/],
  ['search', 'yandex', /(?:^|\.)yandex\.[a-z]{2,3}$/],
  ['search', 'baidu', /(?:^|\.)baidu\.com$/],
  ['search', 'qwant', /(?:^|\.)qwant\.com$/],
  ['search', 'startpage', /(?:^|\.)startpage\.com$/],
  ['social', 'facebook', /(?:^|\.)(?:facebook|fb)\.com$/],
  ['social', 'instagram', /(?:^|\.)instagram\.com$/],
  ['social', 'threads', /(?:^|\.)threads\.(?:net|com)$/],
  ['social', 'x', /^(?:t\.co|(?:.*\.)?(?:twitter|x)\.com)$/],
  ['social', 'linkedin', /(?:^|\.)linkedin\.com$|^lnkd\.in$/],
  ['social', 'pinterest', /(?:^|\.)pinterest(?:\.[a-z]{2,3}){1,2}$/],
  ['social', 'youtube', /(?:^|\.)youtube\.com$|^youtu\.be$/],
  ['social', 'tiktok', /(?:^|\.)tiktok\.com$/],
  ['social', 'reddit', /(?:^|\.)reddit\.com$/],
  ['social', 'whatsapp', /(?:^|\.)whatsapp\.com$|^wa\.me$/],
  ['social', 'telegram', /(?:^|\.)telegram\.org$|^t\.me$/],
]

function knownSite(host: string): Site {
  for (const [kind, name, form] of sites) if (form.test(host)) return { kind, name, host }
  return { kind: 'referral', name: host.replace(/^www\./, ''), host }
}

/** One is the other, or a part of it, as `pay.shop.example` is of `shop.example`. */
function isOneSite(one: string, other: string | undefined): boolean {
  if (other === undefined) return false
  const [a, b] = [one, other].map((host) => host.replace(/^www\./, ''))
  return a === b || one.endsWith(`.${b ?? ''}`) || other.endsWith(`.${a ?? ''}`)
}

const longestHost = 253

function hostOf(address: string): string | undefined {
  const host = /^[a-z][a-z0-9+.-]{0,20}:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i.exec(address)?.[1]
  return host === undefined || host.length > longestHost ? undefined : host.toLowerCase()
}

const longestText = 2_048

function textOf(given: unknown): string {
  return typeof given === 'string' && given.length <= longestText ? given.trim() : ''
}
