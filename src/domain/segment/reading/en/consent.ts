import type { ConsentAsked } from '../../condition.ts'
import { quoted } from '../quoted.ts'

/** What somebody allowed: `consented to “news” by email`. */
export function consent({ state, purpose, channel }: ConsentAsked, not: boolean): string {
  const about = quoted(purpose)
  switch (state) {
    case 'granted': {
      if (channel !== undefined) {
        return not
          ? `did not consent to ${about} ${by(channel)} (refused or never asked)`
          : `consented to ${about} ${by(channel)}`
      }
      const said = `consented to ${about} on at least one channel and refused it on none`
      return not ? `it is not true that (${said})` : said
    }
    case 'denied': {
      const where =
        channel === undefined ? `on ${not ? 'any' : 'at least one'} channel` : by(channel)
      return not
        ? `did not refuse ${about} ${where} (consented or never asked)`
        : `refused ${about} ${where}`
    }
    case 'unasked': {
      const where =
        channel === undefined ? `on ${not ? 'at least one' : 'any'} channel` : by(channel)
      return `was ${not ? '' : 'never '}asked about ${about} ${where}`
    }
  }
}

function by(channel: string): string {
  return `by ${channelName(channel)}`
}

/** What a channel is called. */
export function channelName(channel: string): string {
  return channels.get(channel) ?? quoted(channel)
}

const channels: ReadonlyMap<string, string> = new Map([
  ['email', 'email'],
  ['sms', 'SMS'],
  ['whatsapp', 'WhatsApp'],
  ['phone', 'phone'],
  ['push', 'push notification'],
])
