import { isIP } from 'node:net'

/** What values of settings look like: each reads a text, or says what would be right. */

/** What was given is not what the setting takes; says what it takes. */
export class Wrong {
  readonly right: string

  constructor(right: string) {
    this.right = right
  }
}

const sizes = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 } as const
const times = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const weekdays = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ')

export function matching(form: RegExp, right: string) {
  return (text: string): string | Wrong => (form.test(text) ? text : new Wrong(right))
}

export function whole(from: number, to: number) {
  return (text: string): number | Wrong => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1
    return value >= from && value <= to ? value : new Wrong(`a whole number from ${from} to ${to}`)
  }
}

export function oneOf<const T extends readonly string[]>(words: T) {
  return (text: string): T[number] | Wrong =>
    words.find((word) => word === text.toLowerCase()) ?? new Wrong(`one of ${words.join(', ')}`)
}

/** Addresses and networks (CIDR), divided by commas. */
export function networks(text: string): readonly string[] | Wrong {
  const all = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  return all.every(isNetwork) ? all : new Wrong('addresses or networks, as 127.0.0.1,10.0.0.0/8')
}

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const version = isIP(address)
  return version !== 0 && (bits === undefined || Number(bits) <= (version === 4 ? 32 : 128))
}

export function urlOf(...protocols: readonly string[]) {
  return (text: string): string | Wrong => {
    const right = `a URL that begins with ${protocols.map((each) => `${each}//`).join(' or ')}`
    const url = URL.canParse(text) ? new URL(text) : undefined
    const isOne = url !== undefined && protocols.includes(url.protocol) && url.hostname !== ''
    return isOne ? text : new Wrong(right)
  }
}

/** Bytes; units of 1,024. */
export function bytes(from: number, to: number) {
  return amount(sizes, { from, to, right: 'a size, as 500MB or 2GB' })
}

/** Milliseconds. */
export function duration(from: number, to: number) {
  return amount(times, { from, to, right: 'a duration, as 30s, 15m, 12h or 7d' })
}

function amount(
  units: Readonly<Record<string, number>>,
  { from, to, right }: { readonly from: number; readonly to: number; readonly right: string },
) {
  const largest = (n: number): string => {
    const [unit = '', size = 1] = Object.entries(units).findLast(([, each]) => n % each === 0) ?? []
    return `${n / size}${unit}`
  }
  return (text: string): number | Wrong => {
    const [, number = '', word = ''] = /^(\d{1,12}) ?([a-z]+)$/i.exec(text) ?? []
    const unit = Object.entries(units).find(([name]) => name.toLowerCase() === word.toLowerCase())
    const value = unit === undefined ? -1 : Number(number) * unit[1]
    return value >= from && value <= to
      ? value
      : new Wrong(`${right}, from ${largest(from)} to ${largest(to)}`)
  }
}

/** Whether there is such a zone Node's own data know best. */
export function timezone(text: string): string | Wrong {
  try {
    // The name as given is kept: Node would turn some into an older name of the same zone.
    new Intl.DateTimeFormat('en', { timeZone: text }).format(0)
    return text
  } catch {
    return new Wrong('a time zone of the IANA list, as America/Sao_Paulo or UTC')
  }
}

export function weekday(text: string): 1 | 2 | 3 | 4 | 5 | 6 | 7 | Wrong {
  const day = weekdays.findIndex((each) => each === text.toLowerCase()) + 1
  return day === 0 ? new Wrong(`one of ${weekdays.join(', ')}`) : (day as 1 | 2 | 3 | 4 | 5 | 6 | 7)
}
