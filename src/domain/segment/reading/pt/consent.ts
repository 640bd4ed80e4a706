import type { ConsentAsked } from '../../condition.ts'
import { quoted } from '../quoted.ts'

/** What somebody allowed: `consentiu com “news” por e-mail`. */
export function consent({ state, purpose, channel }: ConsentAsked, not: boolean): string {
  const about = quoted(purpose)
  switch (state) {
    case 'granted': {
      if (channel !== undefined) {
        return not
          ? `não consentiu com ${about} ${by(channel)} (recusou ou não respondeu)`
          : `consentiu com ${about} ${by(channel)}`
      }
      const said = `consentiu com ${about} em pelo menos um canal e não recusou em nenhum`
      return not ? `não é verdade que (${said})` : said
    }
    case 'denied': {
      const where =
        channel === undefined ? `em ${not ? 'nenhum' : 'pelo menos um'} canal` : by(channel)
      return not
        ? `não recusou ${about} ${where} (consentiu ou não respondeu)`
        : `recusou ${about} ${where}`
    }
    case 'unasked': {
      const where =
        channel === undefined ? `em ${not ? 'pelo menos um' : 'nenhum'} canal` : by(channel)
      return `${not ? 'tem' : 'não tem'} resposta sobre ${about} ${where}`
    }
  }
}

function by(channel: string): string {
  return `por ${channelName(channel)}`
}

/** What a channel is called. */
export function channelName(channel: string): string {
  return channels.get(channel) ?? quoted(channel)
}

const channels: ReadonlyMap<string, string> = new Map([
  ['email', 'e-mail'],
  ['sms', 'SMS'],
  ['whatsapp', 'WhatsApp'],
  ['phone', 'telefone'],
  ['push', 'notificação push'],
])
