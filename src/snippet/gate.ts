import { callsBy, forgetHer, isNamed, type Settings, type Tell } from './calls.ts'
import { choiceMade, noteChoice, type Choice } from './consent.ts'
import { recall } from './places.ts'
import { forgetAll } from './queue.ts'

/** What the page calls: `track`, and what it gave. */
export type Call = readonly [name: string, ...given: unknown[]]

export const callNames = ['track', 'page', 'identify', 'group', 'alias', 'consent', 'reset']

const mostHeld = 100

/** As other tools that ask for consent call it. */
const changed = 'Segment Consent Preference Updated'

/**
 * Takes the calls of a page. Of who has not been asked and must be, they are held in memory: sent once she
 * says yes, and gone with the page or when she says no.
 */
export function gateBy({ mustAsk }: Settings, tell: Tell): (call: Call) => void {
  const calls = callsBy(tell)
  let held: (() => void)[] = []

  function choose(choice: Choice): void {
    // Banners say on each page what was chosen on the first.
    const isNew = noteChoice(choice)
    const waiting = held
    held = []
    if (!choice.granted) forgetAll()
    // Of who was never known nothing is said.
    if (isNew && (choice.granted || recall('id') !== null)) {
      tell('track', { event: changed, properties: { granted: choice.granted } })
    }
    if (choice.granted) for (const each of waiting) each()
    else forgetHer()
  }

  return ([name, ...given]) => {
    const heard = given.filter((each) => typeof each === 'function')
    const said = given.filter((each) => typeof each !== 'function')
    if (name === 'consent') choose(choiceOf(said))
    else if (name === 'reset') forgetHer()
    else {
      const call = () => calls[name]?.(...said)
      const choice = choiceMade()
      if (choice?.granted ?? !mustAsk) call()
      else if (choice === undefined && held.length < mostHeld) held.push(call)
    }
    // It is kept: the page may go on.
    for (const each of heard) setTimeout(each as () => void)
  }
}

function choiceOf([granted, categories]: readonly unknown[]): Choice {
  return {
    granted: granted === true,
    ...(isNamed(categories) ? { categories: categories as Record<string, boolean> } : {}),
  }
}
