import type { Judged } from '../join.ts'

/** Why two customers whom messages would make one are not, in words. */
export function contestedReason({ weak, strong, state }: Judged): {
  readonly en: string
  readonly pt: string
} {
  const { kind, value } = weak
  if (kind === 'user_id') {
    return {
      en: `an alias says that ${value} and ${strong.value} are one`,
      pt: `um alias diz que ${value} e ${strong.value} são um só`,
    }
  }
  const en = english[kind] ?? kind
  const pt = portuguese[kind] ?? kind
  if (state === 'beyond') {
    return {
      en: `together they have more than the limit: ${en} ${value}`,
      pt: `juntos passam do limite: ${pt} ${value}`,
    }
  }
  return {
    en: `both were seen with the ${en} ${value}, and have user ids of their own`,
    pt: `os dois foram vistos com ${pt} ${value}, e têm ids de usuário próprios`,
  }
}

const english: Readonly<Record<string, string>> = {
  email: 'e-mail',
  anonymous_id: 'anonymous id',
  device_id: 'device',
}

const portuguese: Readonly<Record<string, string>> = {
  email: 'o e-mail',
  phone: 'o telefone',
  document: 'o documento',
  anonymous_id: 'o id anônimo',
  device_id: 'o aparelho',
}
