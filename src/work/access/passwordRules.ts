import { failure, type Failure } from '../../domain/failure.ts'

/** Of a new password. No kinds of characters are demanded: length is what counts (NIST SP 800-63B). */
export const passwordLength = { least: 12, most: 200 } as const

/**
 * Why that cannot be somebody's password: it is short, or what is guessed first. Undefined where it can. The
 * list of those that are used most is that of zxcvbn.
 */
export async function wrongPassword(
  password: string,
  whose: { readonly email: string; readonly name: string },
): Promise<Failure | undefined> {
  const folded = password.normalize('NFKC').toLowerCase()
  const length = Array.from(folded).length
  if (length < passwordLength.least) {
    return wrong(
      `It has fewer than ${passwordLength.least} characters`,
      'A few words that do not belong together are easy to remember.',
    )
  }
  if (length > passwordLength.most) {
    return wrong(`It has more than ${passwordLength.most} characters`, 'Take a shorter one.')
  }
  if (isRepeated(folded)) return wrong('It is the same again and again', another)
  const own = [whose.email, whose.email.split('@')[0] ?? '', whose.name, 'clientela']
  if (own.some((each) => isMostly(folded, each.toLowerCase()))) {
    return wrong('It is made of your name or e-mail', another)
  }
  return (await common()).has(folded)
    ? wrong('It is one of those that many people use', another)
    : undefined
}

const another = 'Take another one: a few words that do not belong together.'

function wrong(message: string, fix: string): Failure {
  return failure('invalid', message, { where: 'password', fix })
}

/** Whether it is one piece, twice or more. */
function isRepeated(text: string): boolean {
  return `${text}${text}`.indexOf(text, 1) <= text.length / 2
}

/** Whether hardly anything is left of it without that word. */
function isMostly(text: string, word: string): boolean {
  return word.length > 3 && text.replaceAll(word, '').length < 6
}

let known: ReadonlySet<string> | undefined

/** Read when somebody first sets a password. */
async function common(): Promise<ReadonlySet<string>> {
  if (known === undefined) {
    const { dictionary } = await import('@zxcvbn-ts/language-common')
    known = new Set(
      dictionary['passwords-common'].filter((each) => each.length >= passwordLength.least),
    )
  }
  return known
}
